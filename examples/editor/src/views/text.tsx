// The text that is written, which CodeMirror draws.

import { useEffect, useRef } from 'react'
import { useValue } from '../value.js'
import type { Writing } from '../writing.js'

export function Text({ writing }: { writing: Writing }) {
  const place = useRef<HTMLElement>(null)
  const isReadOnly = useValue(writing.readOnly)

  useEffect(() => (place.current ? writing.mount(place.current) : undefined), [writing])

  return <section ref={place} className="panel text" aria-label="Document" data-read-only={isReadOnly || undefined} />
}
