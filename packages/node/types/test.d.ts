import type { World, WorldSettings } from "./index";

/** What a test gets. */
export interface Fixtures {
  world: World;
}

/** Declares a test with a world of its own. If it fails, what the world has seen is printed. */
export const test: {
  (name: string, body: (fixtures: Fixtures) => unknown): void;
  (name: string, settings: WorldSettings, body: (fixtures: Fixtures) => unknown): void;
};
