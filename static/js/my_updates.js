// The button says how many answers it saves: "Save 14 answers".
const button = document.querySelector("[data-save-answers]");

function count() {
  const number = button.form.querySelectorAll(".states :checked").length;
  button.textContent = number ? `Save ${number} answer${number === 1 ? "" : "s"}` : "Save all";
}

button?.form.addEventListener("change", count);
if (button) count();
