/** Where to go in Workable, as its menus call it in any language. For texts that are filled in. */
export function menuNames() {
  return { settings: <b>Settings</b>, integrations: <b>Integrations</b>, tokens: <b>Access tokens</b> };
}
