// Draws tables of a saved run as an SVG: the ratio over N, log-log, with a panel for each table and a line for each
// library. It needs the packages of benchmarks/package.json, which run.ts installs first.

import { writeFileSync } from 'node:fs'
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { isMissing, type Table } from './results.js'
import { type Run, read } from './saved.js'

const WIDTH = 920
const PANEL = { width: 450, height: 370, top: 34, right: 152, bottom: 36, left: 38 }
const FIRST_PANEL_AT = { x: 8, y: 62 }
const LABEL_HEIGHT = 12.5

/** The position of N = 0 on a logarithmic axis: one step before 1. */
const ZERO = 0.1

/** The libraries by the way in which they call listeners. Each way has a colour, and each library has a shade. */
const FAMILIES: Record<string, readonly string[]> = {
  'a loop over the listeners': [
    'hookable (HookableCore)',
    'hookable (Hookable)',
    'kareem',
    '@middy/core',
    'emittery (emitSerial)',
    '@wordpress/hooks (async)',
  ],
  'a layer around the core for each': [
    'koa-compose',
    'hono (compose)',
    '@feathersjs/hooks',
    'before-after-hook',
    'mobx-state-tree',
  ],
  'code that is generated': ['tapable (AsyncSeriesHook)', 'tapable (SyncHook)'],
}

const LIGHT = {
  'a loop over the listeners': ['#0b5c9e', '#1f76b8', '#00818a', '#26848c', '#33803f', '#4d8a37'],
  'a layer around the core for each': ['#a04a00', '#b85c10', '#b3372c', '#c05f4e', '#9a7d0a'],
  'code that is generated': ['#7a3fb0', '#9560c4'],
}
const DARK = {
  'a loop over the listeners': ['#7dbcf5', '#4f9fe0', '#4fd0d6', '#7fb8bd', '#7ccf85', '#b0dd8f'],
  'a layer around the core for each': ['#ffb066', '#e08f45', '#ff8a7a', '#e2a89c', '#e3c95c'],
  'code that is generated': ['#c99cf5', '#a57fd0'],
}

interface Point {
  name: string
  n: number
  ratio: number
}

/** The least and the greatest N of an axis. */
type Domain = readonly [low: number, high: number]

interface Label {
  name: string
  /** The last point of the library's line. */
  last: Point
  /** The height of the label, chosen so that no label covers another. */
  y: number
}

const { document } = parseHTML('<!doctype html><html><body></body></html>')

/** Draws the figures of FILE.json as FILE.svg. */
/** The files of the charts in docs/. */
export const CHARTS = ['docs/benchmarks/dispatch.json', 'docs/benchmarks/onion.json'] as const

/** What a chart shows of a run, and what it says about it. */
interface Chart {
  readonly benchmark: string
  /** What the whole chart shows, for those who cannot see it. */
  readonly summary: string
  readonly heading: string
  readonly remark: string
  /** The headings of the panels, and how the titles of their tables begin. Three panels leave a quarter for the key. */
  readonly panels: Record<string, string>
  notes(run: Run): string[]
}

const KINDS_OF_CHARTS: readonly Chart[] = [
  {
    benchmark: 'dispatch',
    summary: 'Time of a dispatch as a multiple of a hand-written loop, over the number of listeners',
    heading: 'What a dispatch costs, as a multiple of a hand-written loop',
    remark: 'N listeners before the core and N after it. Both axes are logarithmic; lower is faster.',
    panels: {
      synchronous: 'Dispatch, synchronous:',
      'async, nothing awaited': 'Dispatch, async, nothing awaited:',
      'async, each waits once': 'Dispatch, async, each waits once:',
    },
    notes: (run) => [
      'The line at 1× is the loop: it calls the listeners, waits for',
      'those that return a promise, and does nothing else.',
      'A line ends early when more listeners overflow the stack.',
      'Synchronous only, since they do not wait for listeners:',
      `${synchronousOnly(run).join(', ')}.`,
    ],
  },
  {
    benchmark: 'onion',
    summary: 'Time of middleware as a multiple of koa-compose, over the number of middleware',
    heading: 'What middleware costs, as a multiple of koa-compose with the same functions',
    remark: 'N middleware around an asynchronous core. Both axes are logarithmic; lower is faster.',
    panels: {
      'async (ctx, next) => { await next() }': 'Onion, async (ctx, next) => { await next() }:',
      '(ctx, next) => next()': 'Onion, (ctx, next) => next():',
      'await next(), and a before-listener waits first': 'Onion, await next(), and a before-listener waits first:',
    },
    notes: () => [
      'The line at 1× is koa-compose alone. entracte runs on',
      'koa-compose, and it also knows which work is awaited,',
      'who aborted, and which function failed.',
      'A before-listener is middleware in the other packages.',
    ],
  },
]

/** Draws the figures of FILE.json as FILE.svg. */
export function drawChart(file: string): void {
  const run = read(file)
  const kind = KINDS_OF_CHARTS.find(({ benchmark }) => benchmark in run.benchmarks)
  if (kind === undefined) throw new Error(`${file} has no figures that a chart shows`)
  writeFileSync(file.replace(/\.json$/, '.svg'), `${chart(run, kind)}\n`)
}

function chart(run: Run, kind: Chart): string {
  const height = FIRST_PANEL_AT.y + 2 * PANEL.height + 8
  const panels = Object.entries(kind.panels).map(([heading, title], i) => {
    const x = FIRST_PANEL_AT.x + (i % 2) * PANEL.width
    const y = FIRST_PANEL_AT.y + Math.floor(i / 2) * PANEL.height
    return panel(heading, tableOf(run, kind, title), x, y)
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${escaped(kind.summary)}</title>
<style>${style()}</style>
<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
<text class="heading" x="24" y="32">${escaped(kind.heading)}</text>
<text class="remark" x="24" y="51">${escaped(kind.remark)}</text>
${panels.join('\n')}
${key(run, kind, FIRST_PANEL_AT.x + PANEL.width, FIRST_PANEL_AT.y + PANEL.height)}
</svg>`
}

function tableOf(run: Run, { benchmark }: Chart, title: string): Table {
  const table = run.benchmarks[benchmark]?.find((one) => one.title.startsWith(title))
  if (table === undefined) throw new Error(`there are no figures of ${title}`)
  return table
}

function panel(heading: string, table: Table, x: number, y: number): string {
  const points = pointsOf(table)
  const [low, high] = range(points)
  const heightAt = (ratio: number) => {
    const share = Math.log(ratio / low) / Math.log(high / low)
    return PANEL.height - PANEL.bottom - share * (PANEL.height - PANEL.bottom - PANEL.top)
  }
  const labels = dodged(points, heightAt)
  const peers = points.filter(({ name }) => name !== 'entracte')
  const ours = points.filter(({ name }) => name === 'entracte')
  const sizes = [...new Set(points.map(({ n }) => n))]
  const domain: Domain = [Math.min(...sizes) * 0.8, Math.max(...sizes) * 1.25]
  const ticks = ratioTicks(low, high)
  const same = (value: number) => value

  const svg = Plot.plot({
    document,
    className: 'panel',
    width: PANEL.width,
    height: PANEL.height,
    marginTop: PANEL.top,
    marginRight: PANEL.right,
    marginBottom: PANEL.bottom,
    marginLeft: PANEL.left,
    x: { type: 'log', domain, label: null, ticks: [] },
    y: { type: 'log', domain: [low, high], label: null, ticks: [] },
    marks: [
      Plot.gridY(ticks, { stroke: 'var(--grid)', strokeOpacity: 1 }),
      Plot.text(ticks, {
        y: same,
        frameAnchor: 'left',
        dx: -8,
        textAnchor: 'end',
        text: (ratio: number) => `${ratio}×`,
      }),
      Plot.text(sizes, { x: same, frameAnchor: 'bottom', dy: 18, text: sizeOf }),
      Plot.ruleY([1], { stroke: 'var(--text)', strokeWidth: 1.25 }),
      Plot.line(peers, { x: 'n', y: 'ratio', z: 'name', stroke: colourOf, strokeWidth: 1.4 }),
      Plot.dot(peers, { x: 'n', y: 'ratio', fill: colourOf, r: 2 }),
      Plot.line(ours, { x: 'n', y: 'ratio', stroke: 'var(--ours)', strokeWidth: 3.2 }),
      Plot.dot(ours, { x: 'n', y: 'ratio', fill: 'var(--ours)', r: 4 }),
    ],
  })
  // Plot's own style is for pages that Plot draws on. Here, everything is on the background of the chart.
  svg.querySelector('style')?.remove()
  return `<g transform="translate(${x} ${y})"><text class="title" x="16" y="22">${escaped(heading)}</text>
<g class="panel" text-anchor="middle">${svg.innerHTML.replace(/\d+\.\d{2,}/g, (number) => Number(number).toFixed(1))}</g>
${labels.map((label) => labelled(label, heightAt, domain)).join('\n')}
</g>`
}

/** Draws a label in the margin, and a thin line from the end of the library's line to the label. */
function labelled({ name, last, y }: Label, heightAt: (ratio: number) => number, [low, high]: Domain): string {
  const colour = colourOf({ name })
  const margin = PANEL.width - PANEL.right
  const share = Math.log(last.n / low) / Math.log(high / low)
  const from = PANEL.left + share * (margin - PANEL.left)
  const weight = name === 'entracte' ? ' font-weight="700"' : ''
  return `<path class="lead" d="M${from.toFixed(1)} ${heightAt(last.ratio).toFixed(1)}L${margin} ${y.toFixed(1)}h4" stroke="${colour}"/>
<text class="label" x="${margin + 7}" y="${(y + 3.5).toFixed(1)}" fill="${colour}"${weight}>${escaped(name)}</text>`
}

/** Draws the key, in the quarter that the three panels leave free. */
function key(run: Run, kind: Chart, x: number, y: number): string {
  const tables = Object.values(kind.panels).map((title) => tableOf(run, kind, title))
  const shown = new Set(tables.flatMap((table) => pointsOf(table).map(({ name }) => name)))
  const present = Object.entries(FAMILIES).map(
    ([family, all]) => [family, all.filter((name) => shown.has(name))] as const,
  )
  const families = present
    .filter(([, names]) => names.length > 0)
    .map(([family, names], i) => {
      const at = 66 + i * 20
      const shades = names.map((name, n) => {
        return `<circle cx="${24 + n * 9}" cy="${at - 4}" r="4" fill="${colourOf({ name })}"/>`
      })
      return `${shades.join('')}<text class="remark" x="84" y="${at}">${family}</text>`
    })
  const notesAt = 90 + families.length * 20
  const [machine = '', processor = ''] = run.machine.split(/, (?=\d+ ×)/)
  const circumstances = [
    `${run.platform}, ${machine}, ${processor}`,
    `${run.date}, commit ${run.commit}; medians of ${run.rounds} rounds in ${run.processes} ${run.processes === 1 ? 'process' : 'processes'}`,
  ]
  return `<g transform="translate(${x} ${y})"><text class="title" x="16" y="22">how to read it</text>
<path d="M20 42h36" stroke="var(--ours)" stroke-width="3.2"/><circle cx="38" cy="42" r="4" fill="var(--ours)"/><text class="remark" x="84" y="46">entracte</text>
${families.join('\n')}
${kind
  .notes(run)
  .map((note, i) => `<text class="remark" x="16" y="${notesAt + i * 18}">${note}</text>`)
  .join('\n')}
${circumstances.map((line, i) => `<text class="small" x="16" y="${320 + i * 15}">${escaped(line)}</text>`).join('\n')}
</g>`
}

function synchronousOnly(run: Run): string[] {
  const rows = run.benchmarks.dispatch?.[0]?.rows ?? []
  return rows.filter(({ cannot }) => cannot?.includes('await')).map(({ name }) => name)
}

function pointsOf(table: Table): Point[] {
  const points: Point[] = []
  for (const { name, cells } of table.rows) {
    if (name === table.ratioTo) continue
    cells.forEach((cell, i) => {
      const n = Number(table.columns[i]?.replace('N = ', ''))
      if (!isMissing(cell) && cell.ratio !== null) points.push({ name, n: n === 0 ? ZERO : n, ratio: cell.ratio })
    })
  }
  return points
}

/** Returns the labels from top to bottom, moved so far apart that they do not overlap, and kept inside the panel. */
function dodged(points: readonly Point[], heightAt: (ratio: number) => number): Label[] {
  const names = [...new Set(points.map(({ name }) => name))]
  const labels = names.map((name): Label => {
    const last = points.findLast((point) => point.name === name) as Point
    return { name, last, y: heightAt(last.ratio) }
  })
  labels.sort((a, b) => a.y - b.y)
  for (let pass = 0; pass < 200; pass++) {
    for (let i = 1; i < labels.length; i++) {
      const [upper, lower] = [labels[i - 1], labels[i]] as [Label, Label]
      const overlap = LABEL_HEIGHT - (lower.y - upper.y)
      if (overlap <= 0) continue
      upper.y -= overlap / 2
      lower.y += overlap / 2
    }
    for (const [i, label] of labels.entries()) {
      const lowest = PANEL.height - PANEL.bottom - (labels.length - 1 - i) * LABEL_HEIGHT
      label.y = Math.min(Math.max(label.y, PANEL.top + i * LABEL_HEIGHT), lowest)
    }
  }
  return labels
}

function range(points: readonly Point[]): [number, number] {
  const ratios = points.map(({ ratio }) => ratio)
  return [Math.min(0.8, ...ratios) * 0.9, Math.max(...ratios) * 1.1]
}

function ratioTicks(low: number, high: number): number[] {
  return [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200].filter((ratio) => ratio >= low && ratio <= high)
}

function sizeOf(n: number): string {
  return n === ZERO ? 'N = 0' : n.toLocaleString('en').replace(',', ' ')
}

function colourOf({ name }: { name: string }): string {
  if (name === 'entracte') return 'var(--ours)'
  const families = Object.values(FAMILIES)
  const family = families.findIndex((names) => names.includes(name))
  return `var(--f${family}-${families[family]?.indexOf(name)})`
}

/**
 * Returns the style: light, or dark where the reader prefers it. The chart has its own background, so that it is
 * readable on every page.
 */
function style(): string {
  const shades = (families: Record<string, string[]>) =>
    Object.values(families).flatMap((colours, f) => colours.map((colour, i) => `--f${f}-${i}:${colour}`))
  const light = [
    '--page:#ffffff',
    '--text:#1f2328',
    '--soft:#59636e',
    '--grid:#e4e8ec',
    '--ours:#d6006c',
    ...shades(LIGHT),
  ]
  const dark = [
    '--page:#0d1117',
    '--text:#f0f6fc',
    '--soft:#9198a1',
    '--grid:#262c36',
    '--ours:#ff5ca8',
    ...shades(DARK),
  ]
  return `
:root{${light.join(';')}}
@media (prefers-color-scheme:dark){:root{${dark.join(';')}}}
text{font-family:system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
.page{fill:var(--page);stroke:var(--grid)}
.heading{font-size:18px;font-weight:600;fill:var(--text)}
.title{font-size:14px;font-weight:600;fill:var(--text)}
.remark{font-size:12.5px;fill:var(--soft)}
.small{font-size:10.5px;fill:var(--soft)}
.panel text{font-size:10.5px;fill:var(--soft)}
.label{font-size:11px}
.lead{fill:none;stroke-width:0.75;stroke-opacity:0.6;stroke-dasharray:2 2}
`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}
