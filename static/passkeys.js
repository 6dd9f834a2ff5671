/* What allauth's scripts for passkeys leave to the page: show the button where it can work, and say when it fails. */
"use strict";
{
  const works = Boolean(window.PublicKeyCredential && navigator.credentials);
  for (const form of document.querySelectorAll(".needs-passkeys")) form.hidden = !works;
  document.getElementById("passkey-missing").hidden = works;

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("passkey-error").hidden = false;
  });
}
