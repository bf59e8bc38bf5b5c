/** What every process of a site keeps in memory, and any of them may change. */
export type KeptTopic = 'options' | 'credentials';

/** How a room that keeps something tells that it has changed. */
export interface Announcements {
  /**
   * Call it in the transaction of the change. Once that has committed `drop` is called here, and other processes
   * drop theirs within 2 seconds; after a rollback nobody hears of it.
   */
  changed(topic: KeptTopic, drop: () => void): Promise<void>;
}
