// Light, dark, or as the system has it.

import { useEffect, useState } from 'react'

const SCHEMES = { system: 'light dark', light: 'light', dark: 'dark' } as const

type Scheme = keyof typeof SCHEMES

export function ThemeChoice() {
  const [scheme, setScheme] = useState<Scheme>('system')

  useEffect(() => {
    document.documentElement.style.colorScheme = SCHEMES[scheme]
  }, [scheme])

  return (
    <label className="field theme">
      <span>Theme</span>
      <select value={scheme} onChange={({ target }) => setScheme(target.value as Scheme)}>
        <option value="system">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  )
}
