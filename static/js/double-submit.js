// A second press of a form's button within a few seconds sends nothing.
const PAUSE = 5000;
let sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (Date.now() - (sent.get(form) ?? -PAUSE) < PAUSE) {
    event.preventDefault();
    return;
  }
  sent.set(form, Date.now());
  form.dataset.sending = "";
  setTimeout(() => delete form.dataset.sending, PAUSE);
});

// Coming back by the Back button starts afresh.
addEventListener("pageshow", () => {
  sent = new WeakMap();
  for (const form of document.forms) delete form.dataset.sending;
});
