// A control that is on or off.

import { type ReactNode, useId } from 'react'

interface Props {
  title: string
  /** What it does. */
  about: string
  isOn: boolean
  onToggle(): void
  /** What stands beside the title. */
  children?: ReactNode
}

export function Switch({ title, about, isOn, onToggle, children }: Props) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        role="switch"
        className="switch"
        aria-checked={isOn}
        aria-label={title}
        aria-describedby={id}
        onClick={onToggle}
      >
        <span className="name">{title}</span>
        {children}
        <span className="track" />
      </button>
      <p className="about" id={id}>
        {about}
      </p>
    </>
  )
}
