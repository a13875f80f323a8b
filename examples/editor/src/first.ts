// The documents of somebody who is here for the first time.

export const FIRST = {
  'welcome.md': `# Welcome

This is a **Markdown** editor whose buttons run *named actions*, and whose plugins take part in them.

## Try this

- Press \`Ctrl+S\` (\`⌘S\`). The spelling plugin asks, because teh text has misspelt words. You will not recieve an error when you say no.
- Switch Spelling off, and save again: nobody asks.
- Take the storage away, and write something. Autosave tries again, and gives up in the end.
- Switch on Publish, and save: its listener throws, and the document is saved.
- Switch on Synchronize: it fails, and the editor goes on.
- Switch on Read only: nobody can save, and the button says so.

> Everything works by keyboard. In the text, \`Tab\` goes to the next control.
`,
  'shopping.md': `# Shopping

- [ ] bread
- [ ] two lemons
- [x] a cake
`,
} as const satisfies Readonly<Record<string, string>>

export const FIRST_FILE = 'welcome.md'
