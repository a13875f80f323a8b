// Decides the look of the element: the colours, whose contrast a test checks, and the style sheet.

import type { PartyKind } from '../../core/index.js'
import type { Outcome } from '../types.js'

/** The colours of the bars of one kind, and of its swatch in the legend. */
export interface Paint {
  readonly fill: string
  readonly edge: string
}

export interface Palette {
  readonly ground: string
  readonly raised: string
  readonly line: string
  readonly ink: string
  readonly soft: string
  readonly accent: string
  readonly kinds: Readonly<Record<PartyKind | 'invocation', Paint>>
  readonly outcomes: Readonly<Record<Outcome, string>>
}

/** A palette for each colour scheme. Text in `soft`, `ink` and the colours of outcomes is on `ground` and `raised`, text in `ink` on fills, too. */
export const PALETTES: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    ground: '#ffffff',
    raised: '#f6f7f9',
    line: '#dfe2e8',
    ink: '#1b1f27',
    soft: '#59606e',
    accent: '#3056d3',
    kinds: {
      invocation: { fill: '#e6e9ef', edge: '#5a6475' },
      middleware: { fill: '#d9e7ff', edge: '#2f6fd8' },
      payloadUpdate: { fill: '#cfeeee', edge: '#117c80' },
      before: { fill: '#ffeabf', edge: '#9a6b00' },
      replacement: { fill: '#e9e0fd', edge: '#7b4fd3' },
      core: { fill: '#d2f1d9', edge: '#22803f' },
      after: { fill: '#fbdff0', edge: '#b53a8b' },
      error: { fill: '#ffdfdb', edge: '#c6362c' },
    },
    outcomes: { running: '#3056d3', done: '#1c7237', failed: '#bd2a22', aborted: '#855a00' },
  },
  dark: {
    ground: '#121418',
    raised: '#1a1d23',
    line: '#2f343d',
    ink: '#eef0f4',
    soft: '#a6adba',
    accent: '#8fabff',
    kinds: {
      invocation: { fill: '#333a46', edge: '#8f9aad' },
      middleware: { fill: '#1a3866', edge: '#5f9dff' },
      payloadUpdate: { fill: '#0f4144', edge: '#38b9be' },
      before: { fill: '#4c3708', edge: '#e0ab3a' },
      replacement: { fill: '#3c2a66', edge: '#ad8ff5' },
      core: { fill: '#14432a', edge: '#4dbb73' },
      after: { fill: '#521f43', edge: '#e57abf' },
      error: { fill: '#591f1c', edge: '#f37b72' },
    },
    outcomes: { running: '#8fabff', done: '#63c985', failed: '#ff8b82', aborted: '#e3b34d' },
  },
}

/** Returns the style sheet. Every colour of the palettes is a custom property that follows the colour scheme. */
export function styleSheet(): string {
  const { light, dark } = PALETTES
  const colours: string[] = []
  const say = (name: string, one: string, other: string) => colours.push(`--${name}: light-dark(${one}, ${other});`)
  for (const name of ['ground', 'raised', 'line', 'ink', 'soft', 'accent'] as const) say(name, light[name], dark[name])
  for (const [kind, paint] of Object.entries(light.kinds)) {
    const other = dark.kinds[kind as PartyKind]
    say(`${kind}-fill`, paint.fill, other.fill)
    say(`${kind}-edge`, paint.edge, other.edge)
  }
  for (const [outcome, colour] of Object.entries(light.outcomes))
    say(outcome, colour, dark.outcomes[outcome as Outcome])
  return `:host { ${colours.join(' ')} }\n${[...Object.keys(light.kinds)].map(swatch).join('\n')}\n${SHEET}`
}

const swatch = (kind: string) => `[data-kind="${kind}"] { --fill: var(--${kind}-fill); --edge: var(--${kind}-edge); }`

const SHEET = `
:host {
  display: block;
  container-type: inline-size;
  color: var(--ink);
  font: 400 13px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  font-variant-numeric: tabular-nums;
  text-align: start;
}
:host([hidden]), [hidden] { display: none !important; }
*, *::before, *::after { box-sizing: border-box; }

.frame {
  background: var(--ground);
  border: 1px solid var(--line);
  border-radius: 12px;
  overflow: clip;
  color: var(--ink);
}
.frame.own { color-scheme: light dark; }
.probe { position: absolute; visibility: hidden; color: light-dark(rgb(0 0 1), rgb(0 0 2)); transition: color 1ms; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

button, select, .chip, .view span {
  font: inherit;
  color: inherit;
}
button, select {
  min-block-size: 30px;
  padding: 0 10px;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--ground);
  white-space: nowrap;
}
button { cursor: pointer; }
button:hover:not(:disabled), select:hover { border-color: var(--soft); }
button:active:not(:disabled) { background: var(--raised); }
button:disabled { color: var(--soft); cursor: default; opacity: .65; }
button[aria-pressed="true"] { border-color: var(--accent); color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
button.icon { inline-size: 32px; padding: 0; font-size: 16px; line-height: 1; }
button.link {
  min-block-size: 0; padding: 0; border: 0; border-radius: 3px; background: none; color: inherit; text-align: start; text-decoration: underline;
  text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); text-underline-offset: 3px; white-space: normal; overflow-wrap: anywhere;
}
button.link:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; padding: 10px 12px; }
.bar.top { border-block-end: 1px solid var(--line); background: var(--raised); }
.group { display: flex; align-items: center; gap: 4px; }
.spring { flex: 1 1 0; }

.view { display: flex; margin: 0; padding: 2px; border: 1px solid var(--line); border-radius: 9px; background: var(--ground); }
.view label { position: relative; }
.view input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.view span { display: block; padding: 3px 12px; border-radius: 6px; color: var(--soft); font-weight: 500; }
.view label:hover span { color: var(--ink); }
.view input:checked + span { background: var(--accent); color: var(--ground); }
.view input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 2px; }

.state { display: inline-flex; align-items: center; gap: 7px; color: var(--soft); }
.state::before { content: ""; inline-size: 8px; block-size: 8px; border-radius: 50%; background: var(--soft); }
.state.live { color: var(--ink); }
.state.live::before { background: var(--done); }

.field { display: inline-flex; align-items: center; gap: 6px; color: var(--soft); min-inline-size: 0; }
.field select { color: var(--ink); max-inline-size: 11rem; text-overflow: ellipsis; }
fieldset { border: 0; margin: 0; padding: 0; min-inline-size: 0; }
.chips { display: flex; flex-wrap: wrap; gap: 4px; }
.chip { display: inline-flex; align-items: center; gap: 5px; min-block-size: 30px; padding: 0 10px; border: 1px solid var(--line); border-radius: 999px; cursor: pointer; position: relative; }
.chip input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.chip:hover { border-color: var(--soft); }
.chip b { font-weight: 600; }
.chip i { font-style: normal; color: var(--soft); }
.chip:has(input:not(:checked)) { background: var(--raised); color: var(--soft); text-decoration: line-through; }
.chip:has(input:not(:checked)) b { color: inherit; }
.chip:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
[data-outcome="running"] { color: var(--running); }
[data-outcome="done"] { color: var(--done); }
[data-outcome="failed"] { color: var(--failed); }
[data-outcome="aborted"] { color: var(--aborted); }
.tally { color: var(--soft); }

.notice { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; padding: 8px 12px; border-block-start: 1px solid var(--line); background: var(--raised); }
.notice.wrong { color: var(--failed); }
.notice span { overflow-wrap: anywhere; }

.body { display: grid; border-block: 1px solid var(--line); }
.stage { position: relative; min-inline-size: 0; }
.scroller {
  position: relative; block-size: var(--timeline-height, 22rem); overflow: hidden auto; overscroll-behavior-x: contain;
  scrollbar-width: thin; scrollbar-color: var(--line) transparent;
}
.surface { position: sticky; inset-block-start: 0; block-size: 0; touch-action: pan-y; cursor: grab; user-select: none; -webkit-user-select: none; }
.surface.dragging { cursor: grabbing; }
.surface.over { cursor: pointer; }
canvas { position: absolute; inset: 0 auto auto 0; display: block; }
.cursor { position: absolute; inset: 0 auto auto 0; pointer-events: none; border-radius: 4px; outline-offset: 1px; }
.cursor:focus { outline: 2.5px solid var(--accent); box-shadow: 0 0 0 2px var(--ground); }
.cursor.away { opacity: 0; }
.empty { position: absolute; inset: 26px 0 0; display: grid; place-content: center; justify-items: center; gap: 4px; padding: 16px; text-align: center; color: var(--soft); pointer-events: none; }
.empty b { color: var(--ink); font-size: 15px; font-weight: 600; }
.tip {
  position: absolute; inset: 0 auto auto 0; z-index: 2; max-inline-size: min(20rem, 90%); padding: 5px 9px; border-radius: 7px; background: var(--ink); color: var(--ground);
  font-size: 12px; pointer-events: none; overflow-wrap: anywhere; box-shadow: 0 4px 14px rgb(0 0 0 / .18);
}

.sheet { max-block-size: calc(var(--timeline-height, 22rem) + 4rem); overflow: auto; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
table { inline-size: 100%; border-collapse: collapse; }
caption { padding: 10px 12px; text-align: start; color: var(--soft); }
th, td { padding: 6px 12px; border-block-start: 1px solid var(--line); text-align: start; vertical-align: baseline; }
thead th { position: sticky; inset-block-start: 0; background: var(--raised); color: var(--soft); font-weight: 500; white-space: nowrap; z-index: 1; }
tbody th { font-weight: 500; }
tbody tr:hover { background: var(--raised); }
tbody tr[aria-selected="true"], tbody tr.chosen { background: color-mix(in srgb, var(--accent) 12%, transparent); }
.number { text-align: end; white-space: nowrap; }
.nowrap { white-space: nowrap; }
.pager { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 8px 12px; border-block-start: 1px solid var(--line); color: var(--soft); }

.details { border-block-start: 1px solid var(--line); padding: 14px 16px 18px; min-inline-size: 0; background: var(--ground); }
.details header { display: flex; gap: 10px; align-items: start; }
.details header > div { flex: 1; min-inline-size: 0; }
.details h2 { inline-size: fit-content; margin: 2px 0 0; font-size: 16px; line-height: 1.35; font-weight: 600; overflow-wrap: anywhere; border-radius: 3px; }
.details h3 { margin: 18px 0 6px; font-size: 12px; font-weight: 600; color: var(--soft); }
.details p { margin: 4px 0 0; overflow-wrap: anywhere; }
.details .sub { color: var(--soft); }
.details .why { margin-block-start: 10px; padding: 8px 10px; border-inline-start: 3px solid currentColor; background: var(--raised); border-radius: 0 6px 6px 0; }
.details .why span { color: var(--ink); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 14px; margin: 12px 0 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; min-inline-size: 0; }
.details table { margin-inline: -6px; inline-size: calc(100% + 12px); }
.details caption { padding: 0; }
.details th, .details td { padding: 5px 6px; }
.details thead th { position: static; background: none; font-size: 12px; }
.details ul { margin: 0; padding: 0; list-style: none; }
.details li { padding: 3px 0; overflow-wrap: anywhere; }
.small { font-size: 12px; color: var(--soft); }
.swatch { display: inline-block; inline-size: 11px; block-size: 11px; margin-inline-end: 7px; border: 1.5px solid var(--edge); border-radius: 3px; background: var(--fill); vertical-align: -1px; flex: none; }
pre { margin: 4px 0 0; padding: 8px 10px; max-block-size: 14rem; overflow: auto; border-radius: 7px; background: var(--raised); font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }

.picture { padding: 12px; min-block-size: 14rem; max-block-size: calc(var(--timeline-height, 22rem) + 12rem); overflow: auto; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.picture > div { max-inline-size: 48rem; }
.picture ol { list-style: none; margin: 8px 0 0; padding: 0; display: grid; gap: 8px; }
.box { border: 1.5px solid var(--edge); border-radius: 9px; padding: 8px 10px; background: color-mix(in srgb, var(--fill) 38%, var(--ground)); min-inline-size: 0; }
.box.plain { border: 1px dashed var(--line); background: none; }
.box > .head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; }
.box .name { font-weight: 600; overflow-wrap: anywhere; }
.box.core { background: var(--fill); }
.tag { padding: 0 7px; border-radius: 999px; border: 1px solid var(--line); background: var(--ground); color: var(--soft); font-size: 12px; overflow-wrap: anywhere; }
.hint { margin: 0 0 10px; color: var(--soft); }

.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; color: var(--soft); font-size: 12px; }
.legend span { display: inline-flex; align-items: center; }
kbd { font: inherit; padding: 0 4px; border: 1px solid var(--line); border-radius: 4px; color: var(--ink); }

@container (min-width: 860px) {
  .body.open { grid-template-columns: minmax(0, 1fr) 340px; }
  .body.open .details {
    border-block-start: 0; border-inline-start: 1px solid var(--line); overflow: auto; scrollbar-width: thin; scrollbar-color: var(--line) transparent;
    max-block-size: var(--timeline-height, 22rem);
  }
  .body.open.tall .details { max-block-size: calc(var(--timeline-height, 22rem) + 4rem); }
}
@container (max-width: 520px) {
  .bar { padding: 8px 10px; gap: 8px 10px; }
  .field { flex: 1 1 9rem; }
  .field select { flex: 1; max-inline-size: none; min-inline-size: 0; }
  .view { flex: 1 1 100%; }
  .view label { flex: 1; text-align: center; }
  .chips { gap: 4px; }
  .chip { padding: 0 8px; font-size: 12px; }
  .wide { display: none; }
  th, td { padding-inline: 8px; }
}
@media (forced-colors: active) {
  .view input:checked + span { background: Highlight; color: HighlightText; forced-color-adjust: none; }
}
`
