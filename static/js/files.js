// Says at once that a file is too large. Otherwise the form says so once it was sent, which may take minutes, or the web
// server does, and then the words in the form may be lost. How much a field takes stands on it: see partners/limits.py.

const MEGABYTE = 1024 * 1024;

function wrong({ files, dataset }) {
  const most = dataset.eachMb;
  const large = [...files].find((file) => file.size > most * MEGABYTE);
  if (!large) return "";
  const values = { name: large.name, size: (large.size / MEGABYTE).toFixed(1), most };
  return dataset.tooLarge.replace(/\{(\w+)\}/g, (_, value) => values[value]);
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

for (const input of document.querySelectorAll("input[type=file][data-each-mb]")) {
  input.addEventListener("change", () => say(input));
  input.form.addEventListener("submit", (event) => {
    if (!say(input)) return;
    event.preventDefault();
    input.focus();
  });
}
