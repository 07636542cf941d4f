"""The checks themselves are checked: a page that breaks a rule is refused, and told how to mend."""

import pytest
from flask import Flask, redirect, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

from tests.pages import Page

GOOD = """<!doctype html><html lang="en"><head><title>Tea – Portal</title></head>
<body><main><h1>Tea</h1>{}</main></body></html>"""


@pytest.fixture
def shop():
    """A little app with one form."""
    app = Flask("shop", static_folder=None)
    app.secret_key = "only for this test"
    CSRFProtect(app)

    @app.get("/")
    def home():
        return GOOD.format(
            f"""<form method="post" action="/order" id="order">
            <input type="hidden" name="csrf_token" value="{generate_csrf()}">
            <input type="hidden" name="step" value="2">
            <label for="name">Name</label><input id="name" name="name" value="Ana">
            <label for="note">Note</label><textarea id="note" name="note">\nweak</textarea>
            <label>Kind<select name="kind"><option value="g">Green</option>
            <option value="b" selected>Black</option></select></label>
            <fieldset><legend>Milk</legend>
            <label><input type="radio" name="milk" value="yes">Yes</label>
            <label><input type="radio" name="milk" value="no" checked>No</label></fieldset>
            <label><input type="checkbox" name="with" value="sugar">Sugar</label>
            <label><input type="checkbox" name="with" value="honey" checked>Honey</label>
            <button name="do" value="order">Order</button>
            <button name="do" value="keep">Keep</button>
            </form><a href="/order?x=1">Old orders</a>"""
        )

    @app.route("/order", methods=["GET", "POST"])
    def order():
        if request.method == "POST":
            session["order"] = {name: request.form.getlist(name) for name in request.form}
            session["order"].pop("csrf_token", None)
            return redirect("/order", 303)
        return GOOD.format(f"<p>{session.get('order')}</p>")

    @app.get("/raw")
    def raw():
        return request.args["html"], int(request.args.get("status", 200))

    return app


@pytest.fixture
def visitor(shop):
    return Page(shop.test_client())


def test_a_form_is_sent_as_a_browser_sends_it(visitor, shop):
    visitor.get("/").submit(name="Bo", follow=True)
    sent = "{'do': ['order'], 'kind': ['b'], 'milk': ['no'], 'name': ['Bo'], 'note': ['weak'], "
    assert visitor.main == f"Tea {sent}'step': ['2'], 'with': ['honey']}}"


def test_choices_are_made_by_value_and_buttons_by_their_words(visitor):
    visitor.get("/").submit(
        "Keep", milk="yes", kind="g", data={"with": ["sugar", "honey"]}, follow=True
    )
    assert "'do': ['keep'], 'kind': ['g'], 'milk': ['yes']" in visitor.main
    assert "'with': ['sugar', 'honey']" in visitor.main


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"nmae": "x"}, "no field"), ({"kind": "white"}, "offers"), ({"milk": "soy"}, "offers")],
)
def test_what_the_page_does_not_offer_cannot_be_sent(visitor, fields, words):
    with pytest.raises(pytest.fail.Exception, match=words):
        visitor.get("/").submit("order", **fields)


def test_a_post_without_a_form_finds_its_token(visitor):
    visitor.get("/")
    visitor.post("/order", {"name": "Cy"}, follow=True)
    assert "Cy" in visitor.main
    assert visitor.status == 200


def test_a_post_without_a_token_is_refused(shop):
    assert shop.test_client().post("/order").status_code == 400


def test_links_are_followed_by_their_words(visitor):
    visitor.get("/").click("Old orders")
    assert visitor.path == "/order?x=1"


def test_an_unexpected_answer_says_what_it_was(visitor):
    with pytest.raises(pytest.fail.Exception, match="answered 404 instead of 200"):
        visitor.get("/raw", query_string={"html": GOOD.format(""), "status": "404"})


def test_a_good_page_has_no_faults(visitor):
    inside = """<p>Fine.</p><a href="https://example.org/">There</a> <a href="#top" id="top">Up</a>
    <img src="data:image/png;base64,AA==" alt=""><br>
    <svg viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0h1"/></svg>
    <details><summary>More</summary><p>Words</p></details><dialog>Hello</dialog>
    <table><thead><tr><th scope="col">A</th></tr></thead>
    <tbody><tr><td>1</td></tr></tbody></table>"""
    visitor.get("/raw", query_string={"html": GOOD.format(inside)})


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<p><div></p>", "not valid HTML"),
        ("<h1>Two</h1>", "exactly one h1"),
        ("<h3>Deep</h3>", "skip from h1 to h3"),
        ("<p id=a></p><p id=a></p>", "'a' occurs 2 times"),
        ('<label for="x">X</label>', "not on the page"),
        ('<input name="x">', "no label"),
        ('<label for="y">Y</label><input id="x" aria-describedby="z" name="x">', "refers to 'z'"),
        ('<label><input type="radio" name="r">R</label>', "fieldset"),
        ("<button></button>", "no words"),
        ('<img src="data:,">', "alt"),
        ("<svg></svg>", "aria-hidden"),
        ("<p style='color:red'>", "style attribute"),
        ("<p onclick='x()'>", "has onclick"),
        ("<script>alert(1)</script>", "inline <script>"),
        ("<a href='javascript:x'>a</a>", "javascript:"),
        ("<a href='/nowhere'>a</a>", "answers 404"),
        ("<a href='#nothing'>a</a>", "id that is not on the page"),
        ("<form action='/order'></form>", "needs method"),
        ("<form action='/order' method='post'></form>", "without a csrf_token"),
        ("<form action='/' method='post'></form>", "answers 405"),
        ('<form method="get"><input type="hidden" name="csrf_token" value="x"></form>', "show its"),
    ],
)
def test_a_page_that_breaks_a_rule_is_refused(visitor, inside, fault):
    with pytest.raises(pytest.fail.Exception) as refused:
        visitor.get("/raw", query_string={"html": GOOD.format(inside), "status": "404"}, status=404)
    assert fault in str(refused.value)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        (GOOD.replace(' lang="en"', ""), "no language"),
        (GOOD.replace("<title>Tea", "<title>Coffee"), "must begin with the h1"),
        (GOOD.replace("<!doctype html>", ""), "not valid HTML"),
    ],
)
def test_a_document_without_its_frame_is_refused(visitor, html, fault):
    with pytest.raises(pytest.fail.Exception, match=fault):
        visitor.get("/raw", query_string={"html": html})


def test_a_fragment_for_htmx_needs_no_frame(visitor):
    visitor.get("/raw", query_string={"html": "<p>A row</p>"}, headers={"HX-Request": "true"})
    assert visitor.texts(".//p") == ["A row"]
