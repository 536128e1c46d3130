// A passkey is spoken to by a script, so whatever offers one is hidden until this runs. The form says in data-passkey which
// of allauth's own functions (mfa/js/webauthn.js) it wants.
const form = document.querySelector("[data-passkey]");

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault()); // the script sends it, with what the passkey says
  const offer = window.allauth.webauthn.forms[form.dataset.passkey];
  offer({
    ids: {
      add: "passkey-do",
      authenticate: "passkey-do",
      login: "passkey-do",
      credential: "passkey-credential",
      data: "passkey-data",
      passwordless: "passkey-alone",
    },
  });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const problem = document.getElementById("passkey-problem");
    problem.textContent = problem.dataset.failed;
  });
}
