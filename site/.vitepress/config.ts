// Decides what VitePress builds: the guide, the reference, and the pages with live parts.

import { defineConfig } from 'vitepress'
import { coloursInClasses } from '../colours.js'
import { finish } from '../finish.js'
import { hovers } from '../hovers.js'
import { BASE, PAGES, sidebar } from '../pages.js'
import { REFERENCE } from '../reference.js'
import { scriptsOf } from '../scripts.js'
import { slugify } from '../slugs.js'

export default defineConfig({
  title: 'entracte',
  description: 'Named actions that other code may listen to before and after, veto, replace, or wrap',
  base: BASE,
  srcDir: PAGES,
  outDir: 'dist',
  cacheDir: '.cache/vite',
  // What switches off transitions while the colours change is an inline style, which the policy forbids.
  appearance: { disableTransition: false },
  // Data about all pages is in one file, and not in each page.
  metaChunk: true,
  // Nothing is loaded before it is asked for.
  router: { prefetchLinks: false },
  head: [['link', { rel: 'icon', href: `${BASE}icon.svg`, type: 'image/svg+xml' }]],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('entracte-') } } },
  markdown: {
    // The default themes have comments that are too pale.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    codeTransformers: [hovers, coloursInClasses],
    // Otherwise the rest of a line has wrong colours when the line takes longer than 500 ms, as happens on a busy machine.
    shikiSetup(shiki) {
      const { codeToHtml } = shiki
      shiki.codeToHtml = (code, options) => codeToHtml(code, { ...options, tokenizeTimeLimit: 0 })
    },
    // Links to headings are the same here and on GitHub.
    anchor: { slugify },
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/guide', activeMatch: '/guide/' },
      { text: 'Playground', link: '/playground' },
      { text: 'From Flex', link: '/flex' },
      { text: 'Benchmarks', link: '/benchmarks' },
      { text: 'Reference', link: `/reference/${REFERENCE[0]?.name}`, activeMatch: '/reference/' },
    ],
    sidebar: {
      '/guide/': sidebar(),
      '/reference/': [
        { text: 'Reference', items: REFERENCE.map(({ name, title }) => ({ text: title, link: `/reference/${name}` })) },
      ],
    },
    outline: [2, 3],
    search: {
      provider: 'local',
      // Types are not looked for where only words are found.
      options: { _render: (text, env, md) => md.render(text.replace(/^```tsx?$/gm, '```typescript'), env) },
    },
  },
  // The scripts of live parts are in the page, so that they run without VitePress, too, as from `file:`.
  transformHead: ({ content }) =>
    [...new Set(Array.from(content.matchAll(/<(entracte-\w+)/g), ([, element = '']) => element))]
      .flatMap(scriptsOf)
      .map((src) => ['script', { defer: '', src: BASE + src.slice(1) }]),
  buildEnd: ({ outDir }) => finish(outDir),
})
