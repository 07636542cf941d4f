// <form data-autosave="address">: saves on every change and says so in [data-save-status].
const NO_CONNECTION = "Not saved: no connection. Trying again…";
const UNFINISHED = "Saved as soon as every part is filled in.";
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const TIMEOUT = 15000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const words = form.querySelector("[data-save-status]") ?? document.querySelector("[data-save-status]");
  let changed = false; // something here is not at the server yet
  let sending = false;
  let leaving = false;
  let wait = FIRST_WAIT;
  let timer;

  const say = (text) => { if (words) words.textContent = text; };

  const again = () => {
    say(NO_CONNECTION);
    clearTimeout(timer);
    timer = setTimeout(save, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  // One request at a time: what changes meanwhile goes with the next, so the server never sees old after new.
  async function save() {
    if (sending || leaving) return;
    clearTimeout(timer);
    sending = true;
    changed = false;
    say("Saving…");
    let response;
    try {
      response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch { /* no answer: try again below */ }
    sending = false;
    if (leaving) return;
    if (response?.status === 204) {
      wait = FIRST_WAIT;
      if (changed) return save();
      say("Saved " + new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" }));
      return;
    }
    const newer = changed;
    changed = true;
    if (!response || response.status >= 500 || response.status === 429) return again();
    const reply = await response.json().catch(() => null);
    say(reply?.message ?? "Not saved. Please use the button below to save.");
    if (newer) save();
  }

  form.addEventListener("change", () => {
    changed = true;
    // Half an answer is nothing to save yet, and no mistake either.
    if ([...form.querySelectorAll("select")].some((part) => !part.value)) return say(UNFINISHED);
    save();
  });
  addEventListener("online", () => { if (changed) { wait = FIRST_WAIT; save(); } });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if ((changed || sending) && !leaving) event.preventDefault(); });
}
