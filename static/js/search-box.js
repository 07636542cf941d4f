// While somebody types in the search, titles that begin so are offered below the box. Arrow keys choose,
// Enter opens, Escape closes. The box is an ordinary form without it.
const WAIT = 150;

for (const form of document.querySelectorAll("[data-search-box]")) {
  const input = form.querySelector("input[name=q]");
  const list = document.createElement("ul");
  const said = document.createElement("p");
  let chosen = -1;
  let timer = 0;
  let asking = null;

  list.className = "search_box__list";
  list.id = `${input.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Pages with such a title");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  // Before anything is said in it, and not on every page: only once somebody comes to the box.
  input.addEventListener("focus", () => form.append(list, said), { once: true });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const options = () => [...list.children];
  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    const all = options();
    chosen = (number + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    input.setAttribute("aria-activedescendant", all[chosen].id);
  };
  const show = (found) => {
    list.replaceChildren(
      ...found.map(({ title, kind, url }, place) => {
        const option = document.createElement("li");
        const name = document.createElement("span");
        const what = document.createElement("span");
        name.textContent = title;
        what.textContent = kind;
        what.className = "search_box__kind";
        option.append(name, what);
        option.id = `${list.id}-${place}`;
        option.className = "search_box__option";
        option.dataset.url = url;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    said.textContent = found.length ? `${found.length} titles, arrow keys to choose.` : "";
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const typed = input.value.trim();
    if (typed.length < 2) return close();
    try {
      const address = `${form.dataset.searchBox}?q=${encodeURIComponent(input.value)}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok && document.activeElement === input) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close(); // offline: the form still works once online
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(options()[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  const drawer = form.closest("details");
  drawer?.addEventListener("toggle", () => drawer.open && input.focus());
  // Pressing the mouse must not take the focus away before the click is one.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    asking?.abort();
    close();
  });
}
