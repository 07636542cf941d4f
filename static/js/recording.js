// [data-recording] and [data-transcript]: follow what is heard, find, go to a moment, copy a link to it.
const player = document.querySelector("[data-recording]");
const video = player?.querySelector("video");

if (video) {
  const choices = player.querySelector("[data-recording-choices]");
  choices.hidden = false;
  const speed = choices.querySelector("[data-speed]");
  speed.addEventListener("change", () => { video.playbackRate = Number(speed.value); });
  video.addEventListener("ratechange", () => {
    if ([...speed.options].some((one) => one.value === String(video.playbackRate))) speed.value = String(video.playbackRate);
  });

  const copy = choices.querySelector("[data-copy]");
  const copied = choices.querySelector("[data-copied]");
  copy.addEventListener("click", async () => {
    const seconds = Math.floor(video.currentTime);
    const address = `${copy.dataset.copy}?t=${seconds}`;
    try {
      await navigator.clipboard.writeText(address);
      copied.textContent = "The link is copied.";
    } catch { // no clipboard: show it, to be copied by hand
      copied.textContent = address;
    }
  });

  const seek = (seconds) => {
    video.currentTime = seconds;
    video.play().catch(() => { /* the browser wants a click on the player itself */ });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-seek]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    seek(Number(link.dataset.seek));
    // In the address, so that what is copied from there leads to the same moment.
    const there = new URL(link.href);
    history.replaceState(null, "", there.pathname + there.search);
  });

  // An address with #t62 or #t=62 that nobody looked at before the page was there.
  const asked = /^#t=?(\d+)/.exec(location.hash);
  if (asked && !video.querySelector("source").src.includes("#t=")) {
    const go = () => { video.currentTime = Number(asked[1]); };
    if (video.readyState > 0) go(); else video.addEventListener("loadedmetadata", go, { once: true });
  }

  const transcript = document.querySelector("[data-transcript]");
  if (transcript) follow(transcript, seek);
}

function follow(transcript, seek) {
  const tools = transcript.querySelector("[data-transcript-tools]");
  const box = transcript.querySelector("[data-lines]");
  const lines = [...transcript.querySelectorAll("[data-start]")];
  const starts = lines.map((line) => Number(line.dataset.start));
  const wanted = tools.querySelector("[data-follow]");
  const find = tools.querySelector("[data-find]");
  const found = tools.querySelector("[data-found]");
  tools.hidden = false;
  transcript.classList.add("transcript--live");
  let current = lines.findIndex((line) => line.classList.contains("transcript__line--current"));

  const mark = (place) => {
    if (place === current) return;
    lines[current]?.classList.remove("transcript__line--current");
    lines[current]?.removeAttribute("aria-current");
    current = place;
    const line = lines[place];
    if (!line) return;
    line.classList.add("transcript__line--current");
    line.setAttribute("aria-current", "true");
    // Scroll the lines, never the page, and not while somebody reads or searches in them.
    if (box.scrollHeight > box.clientHeight && !box.matches(":focus-within, :hover") && !find.value) {
      box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
    }
  };

  const heard = () => {
    if (!wanted.checked) return mark(-1);
    const now = video.currentTime * 1000 + 50;
    let low = 0, high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= now) low = middle + 1; else high = middle;
    }
    mark(low - 1);
  };
  video.addEventListener("timeupdate", heard);
  video.addEventListener("seeked", heard);
  wanted.addEventListener("change", heard);

  // A click on the words, but not the end of a selection; the keyboard has the link before them.
  box.addEventListener("click", (event) => {
    const line = event.target.closest("[data-start]");
    if (!line || event.target.closest("a") || !getSelection().isCollapsed) return;
    seek(Number(line.dataset.start) / 1000);
  });

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = lines.map((line) => plain(line.querySelector(".transcript__words").textContent));
  find.addEventListener("input", () => {
    const words = plain(find.value.trim());
    let count = 0;
    lines.forEach((line, place) => {
      line.hidden = words !== "" && !texts[place].includes(words);
      if (!line.hidden) count += 1;
    });
    found.textContent = !words ? "" : count === 0 ? "No line has these words." : count === 1 ? "1 line" : `${count} lines`;
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = lines.find((line) => !line.hidden);
    if (first && find.value.trim()) seek(Number(first.dataset.start) / 1000);
  });
}
