// <div data-presence="address" data-token="…" data-every="seconds">: a quiet sign that the page is open.
const NO_MORE = 205;

for (const place of document.querySelectorAll("[data-presence]")) {
  const beat = async () => {
    const body = new FormData();
    body.set("csrf_token", place.dataset.token);
    try {
      const answer = await fetch(place.dataset.presence, {
        method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "manual", keepalive: true,
      });
      if (answer.status === NO_MORE) clearInterval(timer);
    } catch { /* no connection: the next one will do */ }
  };
  const timer = setInterval(beat, Number(place.dataset.every) * 1000);
  document.addEventListener("visibilitychange", beat);
  addEventListener("pagehide", beat);
}
