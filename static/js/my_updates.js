// The button says how many answers it saves: "Save 14 answers".
const button = document.querySelector("[data-save-answers]");

function count() {
  const number = button.form.querySelectorAll(".states :checked").length;
  const label = number ? `Save ${number} answer${number === 1 ? "" : "s"}` : "Save all";
  // A text that changes while the button is pressed, as when a field is left for it, loses the press.
  if (button.textContent !== label) button.textContent = label;
}

button?.form.addEventListener("change", count);
if (button) count();
