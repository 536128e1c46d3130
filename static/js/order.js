// Turns the numbers beside a list into moving: buttons for up and down, and dragging. What is sent is the numbers.
const list = document.querySelector("[data-order]");
const status = document.querySelector("[data-order-status]");
const hint = document.querySelector("[data-order-hint]");

const rows = () => [...list.children];
const text = (row) => row.querySelector(".order__words").textContent;

function button(row, label, way) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "order__button";
  made.dataset.way = way;
  made.textContent = label;
  made.setAttribute("aria-label", `${label}: ${text(row)}`);
  made.addEventListener("click", () => {
    const other = way < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    way < 0 ? other.before(row) : other.after(row);
    number(row);
    // At the end of the list the button that was pressed can do no more: its neighbour takes the focus.
    (made.disabled ? row.querySelector(".order__button:not(:disabled)") : made).focus();
  });
  return made;
}

function number(moved) {
  const all = rows();
  all.forEach((row, place) => {
    row.querySelector("input").value = place + 1;
    row.querySelector("[data-way='-1']").disabled = place === 0;
    row.querySelector("[data-way='1']").disabled = place === all.length - 1;
  });
  if (moved) status.textContent = `${text(moved)}: ${hint.dataset.place.replace("{place}", all.indexOf(moved) + 1).replace("{all}", all.length)}`;
}

for (const row of rows()) {
  for (const typed of row.querySelectorAll("label, input")) typed.hidden = true;
  const buttons = document.createElement("div");
  buttons.className = "order__buttons";
  buttons.append(button(row, hint.dataset.up, -1), button(row, hint.dataset.down, 1));
  row.append(buttons);
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    event.dataTransfer.effectAllowed = "move";
    row.classList.add("order__one--held");
  });
  row.addEventListener("dragend", () => {
    row.classList.remove("order__one--held");
    number(row);
  });
}
list.addEventListener("dragover", (event) => {
  const held = list.querySelector(".order__one--held");
  if (!held) return;
  event.preventDefault();
  const over = event.target.closest(".order__one");
  if (!over || over === held) return;
  const box = over.getBoundingClientRect();
  event.clientY < box.top + box.height / 2 ? over.before(held) : over.after(held);
});
list.addEventListener("drop", (event) => event.preventDefault());
list.classList.add("order--live");
hint.textContent = hint.dataset.moves;
number();
