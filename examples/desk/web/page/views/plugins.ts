// Draws the plugins: a switch for each, and how the agent is asked.
import type { Manner } from '../asking.js'
import { byId, h, setText } from '../dom.js'
import { type Plugin, plugins, type Switchboard } from '../plugins.js'

export interface PluginsView {
  toggle(plugin: Plugin): void
  setManner(manner: Manner): void
}

export function drawPlugins(board: Switchboard, view: PluginsView): { render(): void } {
  const switches = plugins.map((plugin) => ({ plugin, element: switchOf(plugin, view) }))
  byId('switches').append(...switches.map(({ plugin, element }) => row(plugin, element, view)))
  return {
    render() {
      for (const { plugin, element } of switches) element.setAttribute('aria-checked', String(board.isOn(plugin)))
      const on = plugins.filter((plugin) => board.isOn(plugin)).length
      setText(byId('plugins-hint'), `${on} of ${plugins.length} on`)
    },
  }
}

function switchOf(plugin: Plugin, view: PluginsView): HTMLElement {
  const element = h(
    'button',
    {
      class: 'switch',
      type: 'button',
      role: 'switch',
      id: `switch-${plugin.id}`,
      'aria-describedby': `about-${plugin.id}`,
    },
    h('span', { class: 'name' }, plugin.title),
    plugin.mark && h('span', { class: `mark ${plugin.mark}` }, plugin.mark),
    h('span', { class: 'track', 'aria-hidden': 'true' }),
  )
  element.addEventListener('click', () => view.toggle(plugin))
  return element
}

function row(plugin: Plugin, element: HTMLElement, view: PluginsView): HTMLElement {
  const about = h('p', { class: 'about', id: `about-${plugin.id}` }, plugin.about)
  return h('li', {}, element, about, plugin.id === 'ask-first' ? manners(view) : undefined)
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
