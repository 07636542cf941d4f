// <form data-upload="address">: sends a recording in pieces, and goes on where it stopped: after a lost line by itself,
// after a closed tab when the same file is chosen again. Without this script the form sends it whole.
const WAITS = [1000, 2000, 5000, 10000, 30000];

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const stopper = form.querySelector("[data-upload-stop]");
  const box = form.querySelector("[data-upload-progress]");
  const bar = box.querySelector("progress");
  const amount = form.querySelector("[data-upload-amount]");
  const status = form.querySelector("[data-upload-status]");
  const token = form.querySelector("input[name=csrf_token]").value;
  const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token };
  let stopped = false;
  let running = null;

  const size = (bytes) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`);
  const show = (come, all) => { // seen at every piece; said aloud only at every tenth
    bar.value = (100 * come) / all;
    amount.textContent = `${size(come)} of ${size(all)} have come`;
  };
  const say = (text) => { status.className = ""; status.textContent = text; };
  const refuse = (text) => { say(text); status.className = "field__error"; };
  const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

  async function ask(address, options) {
    running = new AbortController();
    const response = await fetch(address, { ...options, headers: { ...headers, ...options.headers }, redirect: "manual", signal: running.signal });
    const answer = await response.json().catch(() => ({}));
    return { status: response.status, answer };
  }

  class Refused extends Error {}

  async function begin(file) {
    const body = new FormData();
    body.append("name", file.name);
    body.append("size", String(file.size));
    const { status: code, answer } = await ask(form.dataset.upload, { method: "POST", body });
    if (code === 201) return answer;
    if (code >= 500) throw new Error("try again");
    throw new Refused(answer.message ?? "The upload was refused. Reload the page and try again.");
  }

  async function send(file) {
    let upload = null;
    let offset = 0;
    let failures = 0;
    while (!stopped) {
      try {
        if (!upload) {
          upload = await begin(file);
          offset = upload.offset;
          stopper.hidden = false;
        }
        show(offset, file.size);
        const part = file.slice(offset, Math.min(offset + upload.piece, file.size));
        const { status: code, answer } = await ask(upload.address, { method: "PATCH", body: part, headers: { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" } });
        if (code === 200) {
          failures = 0;
          offset = answer.offset;
          const percent = Math.floor((100 * offset) / file.size);
          show(offset, file.size);
          if (answer.done) { say("All of it is here."); return answer.done; }
          if (status.dataset.told !== String(Math.floor(percent / 10))) { // every tenth, not every piece
            status.dataset.told = String(Math.floor(percent / 10));
            say(`${percent} % is sent.`);
          }
          if (offset === file.size) say("All of it is sent. It is being looked into…");
          continue;
        }
        if (code === 409) { // the other side has more or less than we thought
          offset = (await ask(upload.address, { method: "GET" })).answer.offset ?? 0;
          failures += 1;
          if (failures > 3) await pause(WAITS[1]);
          continue;
        }
        if (code === 404 || code < 500) throw new Refused(answer.message ?? "The upload was refused.");
        throw new Error(answer.message ?? "");
      } catch (error) {
        if (stopped) return null;
        if (error instanceof Refused) throw error;
        const wait = WAITS[Math.min(failures, WAITS.length - 1)];
        failures += 1;
        say(`${error.message && !(error instanceof TypeError) ? error.message + " " : "No connection. "}Trying again in ${wait / 1000} seconds; you may also close this page and go on later.`);
        await pause(wait);
        if (upload) {
          try {
            const found = await ask(upload.address, { method: "GET" });
            if (found.status === 200) offset = found.answer.offset;
            else if (found.status === 404) upload = null;
          } catch { /* still no connection */ }
        }
      }
    }
    if (upload) await ask(upload.stop, { method: "POST" }).catch(() => null);
    return null;
  }

  stopper.addEventListener("click", () => {
    stopped = true;
    running?.abort();
    say("The upload is stopped. Nothing of it was kept.");
  });

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file) return; // the server says what is missing
    event.preventDefault();
    event.stopImmediatePropagation();
    if (button.disabled) return;
    button.disabled = true;
    stopped = false;
    box.hidden = false;
    say("The upload begins.");
    const leaving = (before) => before.preventDefault();
    addEventListener("beforeunload", leaving);
    try {
      const done = await send(file);
      removeEventListener("beforeunload", leaving);
      if (done) location.assign(done);
    } catch (error) {
      refuse(error.message);
    }
    removeEventListener("beforeunload", leaving);
    button.disabled = false;
    stopper.hidden = true;
    box.hidden = true;
  }, { capture: true });
}
