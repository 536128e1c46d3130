// Shows beside each box of Markdown how it will read, a moment after the typing stops. Without this, the form's own
// Preview button shows the same.
const PAUSE = 400;

for (const panel of document.querySelectorAll("[data-preview]")) {
  const box = document.getElementById(panel.dataset.preview);
  const shown = panel.querySelector("[data-preview-text]");
  const token = box.form.querySelector("[name=csrfmiddlewaretoken]").value;
  let timer, newest = 0;

  const show = async () => {
    const turn = ++newest;
    panel.hidden = !box.value.trim();
    if (panel.hidden) return;
    const answer = await fetch(panel.dataset.address, {
      method: "POST",
      body: new URLSearchParams({ text: box.value, csrfmiddlewaretoken: token }),
    }).catch(() => null);
    if (answer?.ok && !answer.redirected && turn === newest) shown.innerHTML = await answer.text();
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  show();
}
for (const button of document.querySelectorAll("[data-preview-button]")) button.hidden = true;
