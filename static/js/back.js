// A browser may keep a page whole, to go back to. A member's page is hidden then, and shown again once the server says
// that its reader is still signed in: somebody else may sit at this computer now. What was typed in it stays.
if (document.querySelector(".account")) {
  addEventListener("pagehide", ({ persisted }) => {
    document.documentElement.hidden = persisted;
  });
  addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted) return;
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer && !answer.ok) location.reload();
    else document.documentElement.hidden = false;
  });
}
