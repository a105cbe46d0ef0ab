import type { TestAPI } from "vitest";
import type { World, WorldSettings } from "./index";

/** Vitest's `test` with a world for each test. If one fails, what its world has seen is printed. */
export const test: TestAPI<{ world: World; worldSettings: WorldSettings }>;
export { expect } from "vitest";
