// Shows what needs passkeys where the browser has them, and says so when one was not used.
(() => {
  const showAll = (selector) => document.querySelectorAll(selector).forEach((part) => { part.hidden = false })
  document.addEventListener('DOMContentLoaded', () => {
    if (window.PublicKeyCredential) showAll('[data-needs-passkeys]')
  })
  document.addEventListener('allauth.error', () => showAll('[data-passkey-trouble]'))
})()
