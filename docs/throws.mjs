// Decides that the reference names the classes of `@throws {…}`: typedoc reads them, and leaves them out.

import { Converter } from 'typedoc'

/** @param {import('typedoc').Application} app */
export function load({ converter }) {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const { comment } of Object.values(project.reflections)) {
      for (const tag of comment?.getTags('@throws') ?? []) {
        tag.content.unshift(...classesOf(tag.typeAnnotation, project))
        tag.typeAnnotation = undefined // the comment may be that of several reflections
      }
    }
  })
}

/** `{UnknownActionError}`, or several with `|` between them: as links where the class is ours. */
function classesOf(annotation, project) {
  const names = annotation?.match(/\w+/g) ?? []
  return names.flatMap((name, index) => [
    project.getChildByName(name)
      ? { kind: 'inline-tag', tag: '@link', text: name }
      : { kind: 'code', text: `\`${name}\`` },
    { kind: 'text', text: index < names.length - 1 ? ' or ' : ' ' },
  ])
}
