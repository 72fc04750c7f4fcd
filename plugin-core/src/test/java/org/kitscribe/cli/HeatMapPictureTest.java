// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.kit.Note;
import org.kitscribe.model.ModelPack;

class HeatMapPictureTest {
    private static final int HOT = 0x00267F;
    private static final int MARK = 0xD81B60;

    /** A certain kick in frame 50, 12 pixels wide, and its note. */
    @Test
    void shouldMarkTheMiddleOfWhatWasHeardAndEndWithTheRecording() throws Exception {
        DecoderSpec spec = DecoderSpec.read(ModelPack.open(Run.pack()).manifest());
        HeatMapPicture picture = new HeatMapPicture(spec, 0.01);
        for (int t = 0; t < 300; t++) {
            float[] row = new float[spec.width()];
            row[0] = t == 50 ? 1 : 0;
            row[spec.firstMember()] = 1;
            picture.row(t * 0.01, row);
        }
        picture.end(0.99);
        Note kick = new Note(spec.drums().get(0), 22_050, 44_100, 64, 1);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png(List.of(kick))));

        assertEquals(110 + 100 * 12 + 50, image.getWidth());
        assertEquals(List.of(110 + 50 * 12, 110 + 51 * 12 - 1), ends(image, 12, HOT));
        int middle = 110 + 50 * 12 + 6;
        assertEquals(List.of(middle, middle + 1), ends(image, 30, MARK));
    }

    /** The first and last place of a colour in a row of pixels. */
    private static List<Integer> ends(BufferedImage image, int y, int colour) {
        int[] places = IntStream.range(0, image.getWidth())
                .filter(x -> (image.getRGB(x, y) & 0xFFFFFF) == colour)
                .toArray();
        return List.of(places[0], places[places.length - 1]);
    }
}
