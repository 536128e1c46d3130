// What hangs on a priority or a hallmark goes on only if that does: unticking it leaves the rest out of reach.
for (const box of document.querySelectorAll("[data-carry]")) {
  const held = box.closest("fieldset").querySelectorAll(".carry__held input");
  const follow = () => held.forEach((one) => { one.disabled = !box.checked; });
  box.addEventListener("change", follow);
  follow();
}
