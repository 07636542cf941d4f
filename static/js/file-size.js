// <input type="file" data-largest="bytes" data-too-large="words">: says so before a long upload.
for (const input of document.querySelectorAll("input[type=file][data-largest]")) {
  const note = document.createElement("p");
  note.className = "field__error";
  note.setAttribute("role", "alert");
  note.textContent = input.dataset.tooLarge;

  const isTooLarge = () => [...input.files].some((file) => file.size > Number(input.dataset.largest));

  input.addEventListener("change", () => {
    if (isTooLarge()) input.before(note);
    else note.remove();
  });
  input.form?.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    input.focus();
  });
}
