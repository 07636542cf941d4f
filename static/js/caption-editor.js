// The editor of captions: keys and buttons that take the player's time, and the cue that is heard is marked.
const player = document.querySelector("[data-caption-player]");
const video = player?.querySelector("video");
const cues = [...document.querySelectorAll("[data-cue]")];

if (video && cues.length) {
  const tools = player.querySelector("[data-caption-tools]");
  const said = player.querySelector("[data-caption-said]");
  const part = (cue, name) => cue.querySelector(`[data-${name}]`);
  let chosen = cues[0];
  tools.hidden = false;

  const written = (seconds) => {
    const whole = Math.max(0, Math.round(seconds * 1000));
    const hours = Math.floor(whole / 3600000);
    const minutes = Math.floor(whole / 60000) % 60;
    const rest = `${String(Math.floor(whole / 1000) % 60).padStart(2, "0")}.${String(whole % 1000).padStart(3, "0")}`;
    return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  };
  const read = (text) => {
    const found = /^(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?$/.exec(text.trim());
    if (!found) return null;
    return Number(found[1] ?? 0) * 3600 + Number(found[2]) * 60 + Number(found[3]) + Number((found[4] ?? "0").padEnd(3, "0")) / 1000;
  };

  let until = null;
  const start = () => { video.play().catch(() => { /* paused again at once, or not allowed to */ }); };
  const acts = {
    play: () => { until = null; if (video.paused) start(); else video.pause(); },
    back: () => { video.currentTime = Math.max(0, video.currentTime - 2); },
    cue: () => {
      const from = read(part(chosen, "from").value);
      if (from === null) return;
      until = read(part(chosen, "until").value);
      video.currentTime = from;
      start();
    },
    from: () => set("from"),
    until: () => set("until"),
  };
  const set = (name) => {
    part(chosen, name).value = written(video.currentTime);
    said.textContent = `${name === "from" ? "Begins" : "Ends"} at ${part(chosen, name).value}`;
  };
  const go = (step) => {
    const next = cues[cues.indexOf(chosen) + step];
    if (next) part(next, "text").focus();
  };

  for (const button of tools.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => acts[button.dataset.act]());
  }
  for (const cue of cues) {
    cue.addEventListener("focusin", () => { chosen = cue; });
  }
  const keys = { KeyK: acts.play, KeyJ: acts.back, KeyP: acts.cue, KeyI: acts.from, KeyO: acts.until, ArrowUp: () => go(-1), ArrowDown: () => go(1) };
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && keys[event.code]) {
      event.preventDefault();
      keys[event.code]();
      return;
    }
    const field = event.target;
    if (!event.altKey && field.matches?.("[data-from], [data-until]") && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const now = read(field.value);
      if (now === null) return;
      event.preventDefault();
      field.value = written(now + (event.key === "ArrowUp" ? 0.1 : -0.1));
    }
  });

  // After cutting or joining, the keys are again for the cue that this was done to.
  const acted = cues.find((cue) => `#${cue.id}` === location.hash);
  if (acted && !document.querySelector(".error_summary")) part(acted, "text").focus();

  let heard = null;
  video.addEventListener("timeupdate", () => {
    const now = video.currentTime;
    if (until !== null && now >= until) { until = null; video.pause(); }
    const found = cues.find((cue) => {
      const from = read(part(cue, "from").value), end = read(part(cue, "until").value);
      return from !== null && end !== null && from <= now && now < end;
    }) ?? null;
    if (found === heard) return;
    heard?.classList.remove("caption_editor__cue--heard");
    found?.classList.add("caption_editor__cue--heard");
    heard = found;
  });

  // Cutting and joining load the page anew; the player goes on from where it was.
  const place = `captions:${location.pathname}`;
  addEventListener("pagehide", () => sessionStorage.setItem(place, String(video.currentTime)));
  const before = Number(sessionStorage.getItem(place));
  if (before > 0) {
    const back = () => { video.currentTime = before; };
    if (video.readyState > 0) back(); else video.addEventListener("loadedmetadata", back, { once: true });
  }
}

// What is not saved is not left without a question; the buttons of the form itself send it along.
const typed = document.querySelector("form[data-cues]");
if (typed) {
  const held = () => new URLSearchParams(new FormData(typed)).toString();
  const saved = typed.dataset.cues === "saved" ? held() : null;
  let sending = false;
  typed.addEventListener("submit", () => { sending = true; });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => { if (!sending && held() !== saved) event.preventDefault(); });
}
