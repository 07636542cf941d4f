"""The counties of California by their federal code, for sentences about them."""

_NAMES = """
Alameda, Alpine, Amador, Butte, Calaveras, Colusa, Contra Costa, Del Norte, El Dorado, Fresno,
Glenn, Humboldt, Imperial, Inyo, Kern, Kings, Lake, Lassen, Los Angeles, Madera, Marin, Mariposa,
Mendocino, Merced, Modoc, Mono, Monterey, Napa, Nevada, Orange, Placer, Plumas, Riverside,
Sacramento, San Benito, San Bernardino, San Diego, San Francisco, San Joaquin, San Luis Obispo,
San Mateo, Santa Barbara, Santa Clara, Santa Cruz, Shasta, Sierra, Siskiyou, Solano, Sonoma,
Stanislaus, Sutter, Tehama, Trinity, Tulare, Tuolumne, Ventura, Yolo, Yuba
"""
COUNTIES = {f"06{2 * place + 1:03}": name.strip() for place, name in enumerate(_NAMES.split(","))}
"""The name by the code: the codes are odd numbers, in alphabetical order."""

BY_SLUG = {name.lower().replace(" ", "-"): name for name in COUNTIES.values()}
"""The name by the word that stands for a county in files and addresses, such as “del-norte”."""


def county_words(fips: str) -> str:
    """A county as people say it, such as “Fresno County”."""
    return f"{COUNTIES[fips]} County" if fips in COUNTIES else f"the county with code {fips}"
