// Says at once that a file is too large. Otherwise the form says so once it was sent, which may take minutes, or the web
// server does, and then the words in the form may be lost. How much a field takes stands on it: see partners/limits.py.

const MEGABYTE = 1024 * 1024;

function wrong({ files, dataset }) {
  const each = Number(dataset.eachMb || Infinity), together = Number(dataset.togetherMb || Infinity);
  const large = [...files].find((file) => file.size > each * MEGABYTE);
  if (large) return `${large.name} has ${(large.size / MEGABYTE).toFixed(1)} MB. Choose a file of up to ${each} MB`;
  const size = [...files].reduce((sum, file) => sum + file.size, 0);
  return size > together * MEGABYTE
    ? `These are ${Math.ceil(size / MEGABYTE)} MB. Choose up to ${together} MB at a time`
    : "";
}

function say(input) {
  const words = wrong(input), id = `${input.id}-too-large`;
  document.getElementById(id)?.remove();
  const described = (input.getAttribute("aria-describedby") || "").split(" ").filter((name) => name && name !== id);
  input.closest(".govuk-form-group")?.classList.toggle("govuk-form-group--error", Boolean(words));
  input.classList.toggle("govuk-file-upload--error", Boolean(words));
  if (words) {
    const said = document.createElement("p");
    said.id = id;
    said.className = "govuk-error-message";
    said.setAttribute("role", "alert");
    said.textContent = words;
    input.before(said);
    described.push(id);
  }
  input.setAttribute("aria-describedby", described.join(" "));
  return words;
}

for (const input of document.querySelectorAll("input[type=file][data-each-mb], input[type=file][data-together-mb]")) {
  input.addEventListener("change", () => say(input));
  input.form.addEventListener("submit", (event) => {
    if (!say(input)) return;
    event.preventDefault();
    input.focus();
  });
}
