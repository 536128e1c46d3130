// The meeting's screen: keys, words kept while they are typed, and what others record. All of it works without this.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

const now = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function follow(selector) {
  document.querySelector(selector)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const onControl = event.target.closest("a, button, summary");
  if (event.key === "ArrowRight" || event.key === "PageDown") follow('[data-key="after"]');
  else if (event.key === "ArrowLeft" || event.key === "PageUp") follow('[data-key="before"]');
  else if (event.key === "Home") follow(".steps__places a");
  else if (event.key === "g" || event.key === "G") toggle(".steps__jump", "a");
  else if (event.key === "r" || event.key === "R") toggle(".recorder", "textarea");
  else if (event.key === " " && !onControl) follow('[data-key="after"]');
  else return;
  event.preventDefault();
});

function toggle(selector, then) {
  const details = document.querySelector(selector);
  if (!details) return;
  details.open = !details.open;
  (details.open ? details.querySelector(then) : details.querySelector("summary")).focus();
}

// What is typed goes to the server a moment after the typing stops; while it is away the page keeps trying.
const form = document.querySelector("[data-draft]");
if (form) {
  const box = form.querySelector("textarea");
  const status = form.querySelector("[data-kept]");
  const key = `draft ${form.dataset.draft} ${form.at.value}`;
  let kept = box.value;
  let timer;

  async function keep() {
    clearTimeout(timer);
    const text = box.value;
    if (text === kept) return;
    const body = new URLSearchParams({ at: form.at.value, text, csrfmiddlewaretoken: form.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: true, redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      kept = text;
      localStorage.removeItem(key);
      status.textContent = text ? status.dataset.done.replace("{time}", now()) : "";
    } catch {
      status.textContent = status.dataset.failed;
      timer = setTimeout(keep, 3000);
    }
    if (box.value !== text) timer = setTimeout(keep, 700);
  }

  box.addEventListener("input", () => {
    localStorage.setItem(key, box.value);
    clearTimeout(timer);
    timer = setTimeout(keep, 700);
  });
  box.addEventListener("blur", keep);
  addEventListener("pagehide", keep);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    kept = box.value;
    localStorage.removeItem(key);
  });
  const before = localStorage.getItem(key);
  if (before && before !== box.value) {
    box.value = box.value && !before.startsWith(box.value) ? `${box.value}\n${before}` : before;
    form.closest("details").open = true;
    keep();
  }
}

// Attendance is saved as it is entered.
const seats = document.querySelector("[data-seats]");
if (seats) {
  const status = seats.querySelector("[data-kept]");
  let waiting = false;
  let changed = false;
  let sending = false;
  async function save() {
    changed = true;
    if (waiting) return;
    waiting = true;
    changed = false;
    try {
      const answer = await fetch(location.href, {
        method: "POST", body: new URLSearchParams(new FormData(seats)), headers: { "X-Requested-With": "fetch" }, redirect: "error",
      });
      if (answer.status !== 204) return seats.submit();
      status.textContent = status.dataset.done.replace("{time}", now());
      await refresh(true);
    } catch {
      status.textContent = status.dataset.failed;
      setTimeout(save, 3000);
    } finally {
      waiting = false;
    }
    if (sending) seats.submit();
    else if (changed) save();
  }
  // Sent while the answer to the last change is still to come, it would meet that change as if it were somebody else's.
  seats.addEventListener("submit", (event) => {
    sending = waiting;
    if (waiting) event.preventDefault();
  });
  seats.addEventListener("change", (event) => {
    const unknown = event.target.closest(".seat").querySelector('[type="radio"][value=""]:checked');
    if (unknown && event.target.value && event.target.type !== "radio") unknown.closest(".seat").querySelector('[value="present"]').checked = true;
    save();
  });
}

// What others record appears by itself.
const meeting = document.querySelector("[data-meeting]");
async function refresh(hidden) {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${old.dataset.live}"]`);
    if (fresh && fresh.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) old.replaceChildren(...fresh.childNodes);
  }
  if (hidden) for (const old of document.querySelectorAll('input[type="hidden"][name$="-seen"]')) {
    const fresh = page.querySelector(`input[name="${old.name}"]`);
    if (fresh) old.value = fresh.value;
  }
}
if (meeting) {
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(meeting.dataset.pulseUrl);
      const pulse = answer.ok && (await answer.text());
      if (!pulse || pulse === meeting.dataset.pulse) return;
      meeting.dataset.pulse = pulse;
      await refresh();
    } catch {
      // The next beat asks again.
    }
  }, 4000);
}
