// A map that another module adds an action to.

export interface Augmented {
  Declared(payload: string): string
}
