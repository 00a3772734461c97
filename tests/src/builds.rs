//! A world whose processes are of another build than this test.

use crate::{Shape, StoreShape, World};

impl World {
    /// Starts some units of a program that may be of another commit. It brings the store to its own shape.
    pub async fn of_program(program: &str, shape: Shape) -> Self {
        let names = shape.units.clone();
        let world = Self::without_units(program, shape, StoreShape::OnSocket).await;
        let migrated = world.operator(&["migrate"]).await;
        let said = String::from_utf8_lossy(&migrated.stderr);
        assert!(migrated.status.success(), "{program} could not migrate an empty store: {said}");
        world.with_units(&names, StoreShape::OnSocket).await
    }

    /// From now on units start from this program, and operators use it. Those that run go on as they are.
    pub fn use_program(&mut self, program: &str) {
        self.program = program.into();
    }
}
