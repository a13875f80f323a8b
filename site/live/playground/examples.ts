// The programs that the playground offers.

import type { Program } from './links.js'

const HEAD = `import { createActions } from 'entracte'

interface Editor {
  SaveDocument(document: { file: string; text: string }): string
}

const actions = createActions<Editor>()
actions.registerAction('SaveDocument', ({ file, text }) => \`\${file}: \${text.length} characters\`)
`

export const EXAMPLES: Record<string, Program> = {
  'Listen, veto, replace': [
    [
      'main.ts',
      `${HEAD}
// Plugins take part. The application does not know them.
const checks = actions.scope('checks')
checks.addListener('beforeSaveDocument', function notEmpty({ text }, abort) {
  if (text === '') abort('it is empty')
})
const tidy = actions.scope('tidy')
tidy.replaceAction('SaveDocument', function trim(document, original) {
  return original({ ...document, text: document.text.trim() })
})
actions.addListener('afterSaveDocument', function tell(_document, result) {
  console.log('saved', result)
})

await actions.invokeAction('SaveDocument', { file: 'notes.md', text: '  Buy a cake.  ' })

const outcome = await actions.settleAction('SaveDocument', { file: 'empty.md', text: '' })
if (outcome.status === 'aborted') console.log('aborted by', outcome.by?.scope, '-', outcome.reason)
`,
    ],
  ],
  'A slow plugin': [
    [
      'main.ts',
      `${HEAD}
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

actions.scope('spelling').addListener('beforeSaveDocument', async function checkSpelling() {
  await sleep(800)
})
actions.scope('cloud').addListener(
  'beforeSaveDocument',
  async function askTheServer() {
    await sleep(60_000)
  },
  { timeout: 500 },
)

const outcome = await actions.settleAction('SaveDocument', { file: 'notes.md', text: 'Buy a cake.' })
console.log(outcome.status)
if (outcome.status === 'failed') console.log(String(outcome.error), outcome.by)
`,
    ],
  ],
  'A broken plugin': [
    [
      'main.ts',
      `${HEAD}
actions.scope('rights').addListener('beforeSaveDocument', function checkRights() {
  throw new Error('The server of the rights is down')
})

// A check that breaks lets nothing through.
const outcome = await actions.settleAction('SaveDocument', { file: 'notes.md', text: 'Buy a cake.' })
if (outcome.status === 'failed') console.log(String(outcome.error), outcome.by)
`,
    ],
  ],
  'A component of React': [
    [
      'main.tsx',
      `import { createActions } from 'entracte'
import { useAction, useActionListener } from 'entracte/react'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

interface Editor {
  SaveDocument(document: { file: string; text: string }): string
}

const actions = createActions<Editor>()
actions.registerAction('SaveDocument', ({ file, text }) => \`\${file}: \${text.length} characters\`)

function Document() {
  const [text, setText] = useState('')
  const saving = useAction(actions, 'SaveDocument')
  return (
    <form action={() => saving.run({ file: 'notes.md', text })}>
      <label>
        Text <input value={text} onChange={({ target }) => setText(target.value)} />
      </label>{' '}
      <button>Save</button>
      {saving.status === 'done' && <p>{saving.result}</p>}
      {saving.status === 'aborted' && <p>Not saved: {String(saving.reason)}</p>}
    </form>
  )
}

function Limit() {
  const [most, setMost] = useState(10)
  useActionListener(actions, 'beforeSaveDocument', function limit({ text }, abort) {
    if (text.length > most) abort(\`more than \${most} characters\`)
  })
  return (
    <label>
      At most {most} characters{' '}
      <input type="range" max="30" value={most} onChange={({ target }) => setMost(Number(target.value))} />
    </label>
  )
}

createRoot(document.body).render(
  <>
    <Document />
    <Limit />
  </>,
)
`,
    ],
  ],
  'An endless loop': [
    [
      'main.ts',
      `${HEAD}
actions.addListener('beforeSaveDocument', function forget() {
  for (;;) console.log('round and round')
})

// The page stops the program after some seconds, and stays usable.
await actions.invokeAction('SaveDocument', { file: 'notes.md', text: 'Buy a cake.' })
`,
    ],
  ],
}
