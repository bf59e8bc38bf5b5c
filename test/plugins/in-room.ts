import type { TestDatabase } from '../support/databases.js';
import { PluginRoom, type RoomOptions } from './plugin-room.js';

/** A room on a database of its own; `again` closes it and opens the next on the same data: a restart. */
export async function inRoom(
  database: TestDatabase,
  work: (room: PluginRoom, again: () => Promise<PluginRoom>) => Promise<void>,
  options?: RoomOptions,
): Promise<void> {
  const place = await database.open();
  let room = await PluginRoom.open(place, options);
  const again = async () => {
    await room.close();
    room = await PluginRoom.open(place, options);
    return room;
  };
  try {
    await work(room, again);
  } finally {
    await room.close();
    await place.drop();
  }
}
