// Says how many boxes are ticked, while they are ticked. The page works without it.
for (const part of document.querySelectorAll("[data-tick-count]")) {
  const said = part.querySelector("[data-ticked]");
  const tell = () => {
    const number = part.querySelectorAll("input[type=checkbox]:checked").length;
    said.textContent = number === 1 ? "1 is ticked." : `${number} are ticked.`;
  };
  part.addEventListener("change", tell);
  tell();
}
