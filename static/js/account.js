// The account menu closes as menus do: by Escape, by a click elsewhere, by leaving it with the keyboard. Without scripts its
// own button closes it.
const account = document.querySelector(".account");
if (account) {
  const close = ({ target }) => {
    if (!account.contains(target)) account.open = false;
  };
  document.addEventListener("click", close);
  document.addEventListener("focusin", close);
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !account.open) return;
    account.open = false;
    account.querySelector("summary").focus();
  });
}
