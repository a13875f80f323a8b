// Draws the plugins: a switch for each, and how the agent is asked.
import type { Manner } from '../asking.js'
import { byId, h, setText } from '../dom.js'
import { isOn, type PagePlugin, type Switch } from '../plugins.js'

export interface PluginsView {
  toggle(it: Switch): void
  setManner(manner: Manner): void
}

export function drawPlugins(switches: readonly Switch[], view: PluginsView): { render(): void } {
  const rows = switches.map((it) => ({ it, element: switchOf(it, view) }))
  byId('switches').append(...rows.map(({ it, element }) => row(it.plugin, element, view)))
  return {
    render() {
      for (const { it, element } of rows) element.setAttribute('aria-checked', String(isOn(it)))
      setText(byId('plugins-hint'), `${switches.filter(isOn).length} of ${switches.length} on`)
    },
  }
}

function switchOf(it: Switch, view: PluginsView): HTMLElement {
  const { plugin } = it
  const element = h(
    'button',
    {
      class: 'switch',
      type: 'button',
      role: 'switch',
      id: `switch-${plugin.name}`,
      'aria-describedby': `about-${plugin.name}`,
    },
    h('span', { class: 'name' }, plugin.title),
    plugin.mark && h('span', { class: `mark ${plugin.mark}` }, plugin.mark),
    h('span', { class: 'track', 'aria-hidden': 'true' }),
  )
  element.addEventListener('click', () => view.toggle(it))
  return element
}

function row(plugin: PagePlugin, element: HTMLElement, view: PluginsView): HTMLElement {
  const about = h('p', { class: 'about', id: `about-${plugin.name}` }, plugin.about)
  return h('li', {}, element, about, plugin.name === 'ask-first' ? manners(view) : undefined)
}

function manners(view: PluginsView): HTMLElement {
  const select = h(
    'select',
    { id: 'manner' },
    h('option', { value: 'browser' }, 'the browser’s confirm'),
    h('option', { value: 'page' }, 'a dialog of the page'),
  )
  select.addEventListener('change', () => view.setManner(select.value as Manner))
  return h('p', { class: 'manner' }, h('label', { for: 'manner' }, 'Ask with'), select)
}
