/**
 * Follows htmx in the one script of the console. A form that is on its way says so, to eyes and to screen readers, and is
 * not sent a second time. A download leaves the page where it is: its button has `data-file`.
 */
export const busyScript = `
(() => {
  const end = (form) => {
    form.removeAttribute('aria-busy');
    for (const each of form.querySelectorAll('.busy')) each.classList.remove('busy');
  };
  document.addEventListener('submit', (event) => {
    const { target: form, submitter } = event;
    if (form.getAttribute('aria-busy') === 'true') return event.preventDefault();
    if (event.defaultPrevented || submitter?.hasAttribute('data-file')) return;
    form.setAttribute('aria-busy', 'true');
    submitter?.classList.add('busy');
    const said = document.getElementById('busy');
    if (said) said.textContent = 'Working…';
  });
  // A page that the browser has kept is as it was left.
  addEventListener('pageshow', (event) => {
    if (event.persisted) document.querySelectorAll('[aria-busy]').forEach(end);
  });
})();
`;
