// The default theme without its fonts. Loads the scripts of the live parts when a page that has such a part is shown.

import { onContentUpdated, type Theme, withBase } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { h } from 'vue'
import { scriptsOf } from '../../scripts.js'
import { showTypes } from './types.js'
import './style.css'

export default {
  extends: DefaultTheme,
  enhanceApp() {
    if (!import.meta.env.SSR) showTypes()
  },
  Layout: {
    setup() {
      onContentUpdated(() => {
        // What can be scrolled can be reached by keyboard.
        for (const table of document.querySelectorAll<HTMLElement>('.vp-doc table')) {
          if (table.scrollWidth > table.clientWidth) table.tabIndex = 0
        }
        for (const { localName } of document.querySelectorAll(':not(:defined)')) {
          for (const script of scriptsOf(localName)) load(withBase(script))
        }
      })
      return () => h(DefaultTheme.Layout)
    },
  },
} satisfies Theme

function load(address: string): void {
  const { href } = new URL(address, location.href)
  if (Array.from(document.scripts, ({ src }) => src).includes(href)) return
  const script = document.createElement('script')
  script.src = href
  // One after the other.
  script.async = false
  document.head.append(script)
}
