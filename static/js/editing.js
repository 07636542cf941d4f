// Writing an item: rows and previews without losing one's place, and a copy of what was typed kept
// in this browser until it is saved. Everything works without it.
const KEPT = 700;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-rows]") || !button || button.value === "save") return;
  event.preventDefault();
  const sent = new FormData(form, button);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent) });
  } catch {
    say("There is no connection. What you typed stays here; try again in a while.");
    return;
  }
  if (answer.status !== 200 && answer.status !== 422) {
    say("That did not work. What you typed stays here; copy it before you leave this page.");
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = document.querySelector("main");
  const at = scrollY;
  main.replaceChildren(...page.querySelector("main").childNodes);
  scrollTo({ top: at, behavior: "instant" });
  const focus = main.querySelector("[autofocus]") ?? main.querySelector("h1");
  focus?.focus({ preventScroll: false });
  keep(main.querySelector("form[data-draft]"));
});

function say(words) {
  let note = document.querySelector("[data-editing-note]");
  if (!note) {
    note = document.createElement("p");
    note.dataset.editingNote = "";
    note.className = "field__error";
    note.setAttribute("role", "alert");
    document.querySelector(".editor__bar")?.prepend(note);
  }
  note.textContent = words;
}

// The draft: what the form held last, by its address and version.
const name = (form) => `draft ${form.dataset.draft}`;
const typed = (form) => {
  const values = new URLSearchParams(new FormData(form));
  values.delete("csrf_token");
  return values.toString();
};
let timer;

function keep(form) {
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    try { localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), values: typed(form) })); } catch { /* full, or not allowed */ }
  }, KEPT);
}

document.addEventListener("input", (event) => keep(event.target.closest("form[data-draft]")));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-draft]") || event.submitter?.value !== "save") return;
  clearTimeout(timer);
  try { localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), values: typed(form), sent: true })); } catch { /* as above */ }
});

function offer(form) {
  let found;
  try { found = JSON.parse(localStorage.getItem(name(form))); } catch { return; }
  if (!found || found.values === typed(form)) return;
  const box = document.createElement("div");
  box.className = "alert tone-soon";
  box.setAttribute("role", "status");
  const when = new Date(found.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const words = document.createElement("p");
  words.textContent = `This browser kept what you typed here on ${when} and did not save.`;
  const back = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: "Put it back" });
  const away = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: "Throw it away" });
  back.addEventListener("click", () => {
    const filler = document.createElement("form");
    filler.method = "post";
    filler.action = form.action;
    filler.dataset.rows = "";
    const values = new URLSearchParams(found.values);
    values.set("csrf_token", form.elements.csrf_token.value);
    for (const [key, value] of values) {
      filler.append(Object.assign(document.createElement("input"), { type: "hidden", name: key, value }));
    }
    const press = Object.assign(document.createElement("button"), { name: "row", value: "keep:all" });
    filler.append(press);
    document.querySelector("main").append(filler);
    filler.requestSubmit(press);
  });
  away.addEventListener("click", () => { localStorage.removeItem(name(form)); box.remove(); });
  const acts = Object.assign(document.createElement("div"), { className: "cluster" });
  acts.append(back, away);
  const inside = Object.assign(document.createElement("div"), { className: "stack gap-2" });
  inside.append(words, acts);
  box.append(inside);
  form.before(box);
}

const forms = document.querySelectorAll("form[data-draft]");
for (const form of forms) offer(form);

// An item's page follows a save, so what was sent has arrived; what is old is nobody's any more.
const MONTH = 30 * 24 * 60 * 60 * 1000;
try {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith("draft "))) {
    const { at, sent } = JSON.parse(localStorage.getItem(key));
    if ((sent && !forms.length) || Date.now() - at > MONTH) localStorage.removeItem(key);
  }
} catch { /* not allowed, or not ours */ }
