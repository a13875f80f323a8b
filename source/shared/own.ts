// Tells the parties that the library itself attaches from those of the user.

/** The name of what `trackState` attaches. */
export const STATE = 'entracte/state'

/**
 * Returns whether a party was attached by a sub-path of this library: its name is the name of the sub-path.
 *
 * `explain` and errors show such a party, as any other. Recordings and test doubles leave it out, since it is not part of what they show.
 */
export function isOwn({ kind, name }: { readonly kind: string; readonly name?: string | undefined }): boolean {
  return kind === 'middleware' && name === STATE
}
