// Tells the parties that the library itself attaches from those of the user.

/** The name of what `trackState` attaches. */
export const STATE = 'entracte/state'

/** The name of what `enforce` attaches. It is shown by `explain` and in errors; observers do not see it. */
export const CONTRACT = 'entracte/contract'

/**
 * Returns whether a party was attached by a sub-path of this library: its name is the name of the sub-path.
 *
 * `explain` and errors show such a party, as any other. Recordings and test doubles leave it out, since it is not part of what they show.
 */
export function isOwn({ kind, name }: { readonly kind: string; readonly name?: string | undefined }): boolean {
  return kind === 'middleware' && (name === STATE || name === CONTRACT)
}

/**
 * The method of every ctx that returns the functions after the one that runs: for `entracte/remote`, which asks several listeners of one
 * plugin in one message, but only where no other party stands between them.
 */
export const FOLLOWING = Symbol.for('entracte.following')
