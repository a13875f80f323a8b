#!/usr/bin/env bash
# @tonejs/midi 2.0.28 with midi-file 1.2.4 (Node 20.20.2). One would expect that a file which is read and written again sounds the same: the
# README says that the package reads and writes MIDI files, and a track has pitchBends, with values from -1 to 1 that are read from the
# file.
# What really happens: the reader divides the 14 bits of a bend by 8192, and the writer does not multiply them again. It hands the fraction
# to midi-file, which cuts it to a whole number. So each bend becomes 0, -1 or 1 of 8192, which nobody hears. Notes and control changes are
# fine, so the loss shows only in a slide or a vibrato. It makes no difference whether the bend was read or comes from addPitchBend(). The
# remedy is to multiply each value by 8192 right before toArray(), and to write 8191 for the full bend upwards.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @tonejs/midi@2.0.28 midi-file@1.2.4 > /dev/null 2>&1
cat > run.js <<'JS'
import tonejs from '@tonejs/midi'
import { parseMidi, writeMidi } from 'midi-file'
const bends = [-8192, -4096, 0, 2048, 8191]
const file = writeMidi({
  header: { format: 0, numTracks: 1, ticksPerBeat: 480 },
  tracks: [[
    { deltaTime: 0, type: 'noteOn', channel: 0, noteNumber: 60, velocity: 64 },
    ...bends.map((value) => ({ deltaTime: 10, type: 'pitchBend', channel: 0, value })),
    { deltaTime: 10, type: 'controller', channel: 0, controllerType: 7, value: 99 },
    { deltaTime: 10, type: 'noteOff', channel: 0, noteNumber: 60, velocity: 0 },
    { deltaTime: 0, meta: true, type: 'endOfTrack' },
  ]],
})
const told = (bytes) => parseMidi(bytes).tracks.flat().filter(({ type }) => type === 'pitchBend' || type === 'controller')
  .map(({ type, value }) => `${type} ${value}`).join(', ')
const midi = new tonejs.Midi(file)
console.log(`the file: ${told(file)}`)
console.log(`read: ${midi.tracks[0].pitchBends.map(({ value }) => value).join(', ')}`)
console.log(`written again: ${told(midi.toArray())}`)
for (const bend of midi.tracks[0].pitchBends) bend.value = Math.min(8191, bend.value * 8192)
console.log(`multiplied before: ${told(midi.toArray())}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'the file: pitchBend -8192, pitchBend -4096, pitchBend 0, pitchBend 2048, pitchBend 8191, controller 99
read: -1, -0.5, 0, 0.25, 0.9998779296875
written again: pitchBend -1, pitchBend -1, pitchBend 0, pitchBend 0, pitchBend 0, controller 99
multiplied before: pitchBend -8192, pitchBend -4096, pitchBend 0, pitchBend 2048, pitchBend 8191, controller 99' ]
