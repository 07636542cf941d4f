// [data-watching]: says to the server which parts of the recording were played, seen and when. What counts is decided
// there. A part is played without a break: a pause, a jump, another page in front, or a player that waits ends it.
const panel = document.querySelector("[data-watching]");
const video = document.querySelector("[data-recording] video");
const HAS_MORE = 3; // HTMLMediaElement.HAVE_FUTURE_DATA
const LEAST = 1000;
const LATEST = 3600 * 1000;
const MOST = 50; // stretches in a message
const NO_MORE = 205;

if (panel && video) {
  const here = panel.querySelector("[data-watched-here]");
  const said = panel.querySelector("[data-watching-said]");
  const name = `watching ${panel.dataset.watching}`;
  let kept = recall(); // parts of which the server does not know all
  let open = null;
  let timer = null;
  let sending = false;

  const say = (words) => { if (said.textContent !== words) said.textContent = words; };
  const place = () => Math.floor(video.currentTime * 1000);
  const counts = () => !video.paused && !video.ended && !video.seeking && video.readyState >= HAS_MORE && document.visibilityState === "visible";

  function begin() {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const now = Date.now();
    open = { key, sitting: panel.dataset.sitting, starts: place(), ends: place(), began: now, ended: now, known: 0 };
    kept.push(open);
  }

  // The player has come further. What is more than it can have played since is a jump.
  function further() {
    if (video.seeking) return close(); // the place is already the new one
    if (!open) return counts() ? begin() : undefined;
    const now = Date.now();
    const step = place() - open.ends;
    if (step < 0 || step > (now - open.ended) * Math.max(video.playbackRate, 1) * 1.5 + LEAST) {
      close();
      return counts() ? begin() : undefined;
    }
    open.ends += step;
    open.ended = now;
  }

  function close() { open = null; }

  // Where it was paused it had played to; where it jumped from, the last word was before.
  function stop() {
    if (open) further();
    close();
    send();
  }

  const due = () => kept.filter((one) => one.ends - one.starts >= LEAST && one.ends > one.known).slice(0, MOST);

  async function send() {
    remember();
    const parts = due();
    if (sending || parts.length === 0) return;
    sending = true;
    const now = Date.now();
    const body = new FormData();
    body.set("csrf_token", panel.dataset.token);
    const told = parts.map((one) => {
      const values = { sitting: one.sitting, key: one.key, starts: one.starts, ends: one.ends, began: now - one.began, ended: now - one.ended };
      for (const [field, value] of Object.entries(values)) body.append(field, String(value));
      return [one, one.ends];
    });
    try {
      const answer = await fetch(panel.dataset.watching, {
        method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "manual", keepalive: true,
      });
      if (answer.ok) {
        for (const [one, ends] of told) one.known = ends;
        forget();
        say("");
        if (answer.status === NO_MORE) finish();
        else show(await answer.text());
      } else if (answer.status === 401 || answer.type === "opaqueredirect") {
        say("You are signed out. Sign in again in another window, then come back here: what you watched is kept for an hour.");
      } else if (answer.status >= 500) {
        say("The portal does not answer just now. What you watch is kept here, and sent again.");
      } else if (answer.status === 429) {
        say((await answer.json()).message);
        finish();
      } else { // it will not be taken the next time, either
        for (const [one, ends] of told) one.known = ends;
        forget();
        say("What was played could not be counted. Load this page again.");
      }
    } catch {
      say("There is no connection. What you watch is kept here for an hour, and sent when it is back.");
    }
    sending = false;
  }

  function show(html) {
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    const step = fresh.querySelector("[data-watched]")?.dataset.watched;
    const before = here.querySelector("[data-watched]")?.dataset.watched;
    const focused = here.contains(document.activeElement);
    if (step !== before || !focused) here.replaceChildren(...fresh.childNodes); // else the focus would be lost
    if (step !== before && focused) panel.querySelector("h2").focus({ preventScroll: true });
    if (step !== "watch") {
      finish();
      if (step !== before) {
        said.classList.add("visually-hidden"); // the panel shows it already; nothing more comes after it
        say("You have watched enough. The quiz is open.");
      }
    }
  }

  function finish() {
    clearInterval(timer);
    close();
    kept = [];
    remember();
    for (const [event, hear] of heard) video.removeEventListener(event, hear);
    document.removeEventListener("visibilitychange", visible);
  }

  // What the server has all of is forgotten; what it has not is still there after the page is loaded again.
  function forget() {
    kept = kept.filter((one) => one === open || (one.ends > one.known && one.ends - one.starts >= LEAST));
    remember();
  }

  function remember() {
    try {
      const parts = kept.filter((one) => one.ends > one.known && one.ends - one.starts >= LEAST);
      if (parts.length > 0) sessionStorage.setItem(name, JSON.stringify(parts));
      else sessionStorage.removeItem(name);
    } catch { /* full, or not allowed: the page itself still has it */ }
  }

  function recall() {
    try {
      const parts = JSON.parse(sessionStorage.getItem(name)) ?? [];
      return parts.filter((one) => Date.now() - one.ended < LATEST);
    } catch { return []; }
  }

  const visible = () => { if (document.visibilityState === "hidden") stop(); else if (counts()) begin(); };
  const heard = [
    ["playing", () => { if (!open && counts()) begin(); }], ["timeupdate", further],
    ["pause", stop], ["ended", stop], ["seeking", stop], ["waiting", stop],
  ];
  for (const [event, hear] of heard) video.addEventListener(event, hear);
  // Hidden is the last that a page surely hears of; a page that is left may come back as it was.
  document.addEventListener("visibilitychange", visible);
  addEventListener("pagehide", stop);
  addEventListener("online", send);
  timer = setInterval(send, Number(panel.dataset.every) * 1000);
  send();
}
