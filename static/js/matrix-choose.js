// Choosing cells of the matrix: a shift-click ticks everything from the last one to this one, in
// rows and columns, and the number of cells that are ticked is said. The page works without it.
for (const form of document.querySelectorAll("[data-choose]")) {
  const said = form.querySelector("[data-chosen]");
  let last = null;
  const tell = () => {
    const number = form.querySelectorAll("input[name=cell]:checked").length;
    said.textContent = number === 1 ? "1 cell is chosen." : `${number} cells are chosen.`;
  };
  const place = (box) => {
    const cell = box.closest("td");
    return cell && [[...form.querySelectorAll("tr")].indexOf(cell.parentElement), cell.cellIndex];
  };
  form.addEventListener("click", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.name !== "cell") return;
    const [from, to] = [last && place(last), place(box)];
    if (event.shiftKey && from && to) {
      const within = (value, one, other) => value >= Math.min(one, other) && value <= Math.max(one, other);
      [...form.querySelectorAll("tr")].forEach((row, number) => {
        if (!within(number, from[0], to[0])) return;
        for (const other of row.querySelectorAll("input[name=cell]")) {
          if (within(other.closest("td").cellIndex, from[1], to[1])) other.checked = box.checked;
        }
      });
    }
    last = box;
    tell();
  });
  tell();
}
