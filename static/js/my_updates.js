// The button says how many answers it saves: "Save 14 answers".
const button = document.querySelector("[data-save-answers]");
const all = button?.textContent;

function count() {
  const number = button.form.querySelectorAll(".states :checked").length;
  const label = number > 1 ? button.dataset.many.replace("20", number) : number ? button.dataset.one : all;
  // A text that changes while the button is pressed, as when a field is left for it, loses the press.
  if (button.textContent !== label) button.textContent = label;
}

button?.form.addEventListener("change", count);
if (button) count();
