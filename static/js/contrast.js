// Says at once whether a colour can be read, by the rule of partners/settings/contrast.py. The server asks again.
const field = document.querySelector("[data-colour]");
const sample = document.querySelector("[data-colour-sample]");
const says = document.querySelector("[data-colour-says]");
const ENOUGH = 4.5;
const GROUNDS = ["#ffffff", "#f4f5f2"];

function luminance(colour) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(colour, other) {
  const [darker, lighter] = [luminance(colour), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

export function legibility(colour) {
  return Math.min(...GROUNDS.map((ground) => contrast(colour, ground)));
}

function look() {
  const typed = field.value.trim().toLowerCase().replace(/^#?/, "#");
  if (!/^#[0-9a-f]{6}$/.test(typed)) {
    sample.classList.add("sample--poor");
    says.textContent = says.dataset.ask;
    return;
  }
  const ratio = legibility(typed);
  const enough = ratio >= ENOUGH;
  sample.classList.toggle("sample--poor", !enough);
  sample.style.backgroundColor = enough ? typed : "";
  says.textContent = (enough ? says.dataset.enough : says.dataset.tooLow).replace("{ratio}", ratio.toFixed(2));
}

if (field) field.addEventListener("input", look);
