// <div data-follow>: work that goes on without the page. Look again every two seconds; when it is done, show the page.
const EVERY = 2000;
const here = document.querySelector("[data-follow]");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    const text = answer.ok ? await answer.text() : "";
    const now = new DOMParser().parseFromString(text, "text/html").querySelector("[data-follow]");
    if (answer.ok && !now) return location.reload();
    if (now && now.textContent !== here.textContent) here.replaceChildren(...now.childNodes);
  } catch { /* no connection: the next look will do */ }
  setTimeout(look, EVERY);
}

if (here) setTimeout(look, EVERY);
