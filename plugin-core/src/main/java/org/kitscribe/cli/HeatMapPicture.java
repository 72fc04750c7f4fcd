// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.cli;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.kitscribe.decode.DecoderSpec;
import org.kitscribe.kit.Drum;
import org.kitscribe.kit.Note;

/**
 * A picture of the heat map: a lane per drum, darker where a stroke of it is likelier, the notes as marks whose height
 * is their velocity. Its size is bounded: the longer the audio, the more frames share a column.
 */
final class HeatMapPicture {
    private static final int MOST_COLUMNS = 8192;
    private static final int LEAST_WIDTH = 1200;
    private static final int LANE = 22;
    private static final int LEFT = 110;
    private static final int TOP = 10;
    private static final int AXIS = 30;
    private static final int RIGHT = 50;
    private static final double[] TICKS = {0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 600};
    private static final Color PAPER = new Color(0xFFFFFF);
    private static final Color INK = new Color(0x222222);
    private static final Color GRID = new Color(0xC8C8C8);
    private static final Color MARK = new Color(0xD81B60);

    private final DecoderSpec spec;
    private final int[] groupOf;
    private final double secondsPerFrame;
    private final float[][] heat;
    private int columns = 1;
    private int framesPerColumn = 1;

    HeatMapPicture(DecoderSpec spec, double secondsPerFrame) {
        this.spec = spec;
        this.secondsPerFrame = secondsPerFrame;
        heat = new float[spec.drums().size()][MOST_COLUMNS];
        groupOf = new int[spec.drums().size()];
        for (int g = 0; g < spec.groups().size(); g++) {
            DecoderSpec.Group group = spec.groups().get(g);
            Arrays.fill(groupOf, group.firstDrum(), group.firstDrum() + group.drumCount(), g);
        }
    }

    /** Takes the heat row of the frame at {@code seconds}; what is silent has no rows. */
    void row(double seconds, float[] row) {
        long frame = Math.max(0, Math.round(seconds / secondsPerFrame));
        while (frame >= (long) MOST_COLUMNS * framesPerColumn) {
            halve();
        }
        int column = (int) (frame / framesPerColumn);
        columns = Math.max(columns, column + 1);
        for (int d = 0; d < heat.length; d++) {
            heat[d][column] = Math.max(heat[d][column], row[groupOf[d]] * row[spec.firstMember() + d]);
        }
    }

    /** Leaves out what lies after the recording's end: the silence in which its last strokes are heard out. */
    void end(double seconds) {
        columns = (int) Math.min(columns, Math.round(seconds / secondsPerFrame) / framesPerColumn + 1);
    }

    private void halve() {
        for (float[] lane : heat) {
            for (int c = 0; c < MOST_COLUMNS / 2; c++) {
                lane[c] = Math.max(lane[2 * c], lane[2 * c + 1]);
            }
            Arrays.fill(lane, MOST_COLUMNS / 2, MOST_COLUMNS, 0);
        }
        framesPerColumn *= 2;
        columns = (columns + 1) / 2;
    }

    /** Returns the picture as a PNG file; one at a time, for together they could fill the memory. */
    byte[] png(List<Note> notes) {
        synchronized (HeatMapPicture.class) {
            return paint(notes);
        }
    }

    private byte[] paint(List<Note> notes) {
        int scale = Math.max(1, (LEAST_WIDTH + columns - 1) / columns);
        BufferedImage image = new BufferedImage(
                LEFT + columns * scale + RIGHT, TOP + heat.length * LANE + AXIS, BufferedImage.TYPE_INT_RGB);
        double pixelsPerSecond = scale / (framesPerColumn * secondsPerFrame);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        graphics.setColor(PAPER);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        paintHeat(image, scale);
        paintGrid(graphics, columns * scale, pixelsPerSecond);
        paintNotes(graphics, notes, pixelsPerSecond);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void paintHeat(BufferedImage image, int scale) {
        for (int d = 0; d < heat.length; d++) {
            for (int c = 0; c < columns; c++) {
                int colour = colour(heat[d][c]);
                for (int x = 0; x < scale; x++) {
                    for (int y = 1; y < LANE; y++) {
                        image.setRGB(LEFT + c * scale + x, TOP + d * LANE + y, colour);
                    }
                }
            }
        }
    }

    /** White at 0 through blue to near black at 1, the low end spread out: doubtful strokes are what one looks for. */
    private static int colour(float probability) {
        double heat = Math.sqrt(Math.min(1, Math.max(0, probability)));
        int red = (int) (255 * (1 - heat));
        int green = (int) (255 * (1 - 0.85 * heat));
        int blue = (int) (255 * (1 - 0.5 * heat));
        return red << 16 | green << 8 | blue;
    }

    private void paintGrid(Graphics2D graphics, int width, double pixelsPerSecond) {
        int bottom = TOP + heat.length * LANE;
        for (int d = 0; d < heat.length; d++) {
            Drum drum = spec.drums().get(d);
            boolean first = spec.groups().get(groupOf[d]).firstDrum() == d;
            graphics.setColor(first ? INK : GRID);
            graphics.fillRect(first ? 0 : LEFT, TOP + d * LANE, (first ? LEFT : 0) + width, 1);
            graphics.setColor(INK);
            graphics.drawString(drum.name().replace('_', ' '), 10, TOP + d * LANE + 16);
        }
        graphics.fillRect(LEFT, bottom, width, 1);
        double tick = TICKS[TICKS.length - 1];
        for (int i = TICKS.length - 1; i >= 0 && TICKS[i] * pixelsPerSecond >= 60; i--) {
            tick = TICKS[i];
        }
        for (int i = 0; i * tick * pixelsPerSecond <= width; i++) {
            int x = place(i * tick, pixelsPerSecond);
            graphics.setColor(GRID);
            graphics.fillRect(x, TOP, 1, bottom - TOP);
            graphics.setColor(INK);
            graphics.fillRect(x, bottom, 1, 5);
            graphics.drawString(label(i * tick, tick), x + 3, bottom + 18);
        }
    }

    private static String label(double seconds, double tick) {
        if (tick >= 10) {
            return String.format("%d:%02d", (int) seconds / 60, (int) Math.round(seconds) % 60);
        }
        return tick < 1 ? String.format("%.1f s", seconds) : Math.round(seconds) + " s";
    }

    /** Returns where a time lies: what a frame tells is painted half a frame to each side of its centre. */
    private int place(double seconds, double pixelsPerSecond) {
        return LEFT + (int) ((seconds + secondsPerFrame / 2) * pixelsPerSecond);
    }

    private void paintNotes(Graphics2D graphics, List<Note> notes, double pixelsPerSecond) {
        graphics.setColor(MARK);
        for (Note note : notes) {
            int x = place(note.seconds(), pixelsPerSecond);
            int height = 4 + (LANE - 6) * note.velocity() / 127;
            int bottom = TOP + (spec.drums().indexOf(note.drum()) + 1) * LANE - 1;
            graphics.fillRect(x, bottom - height, 2, height);
            graphics.fillRect(x - 1, bottom - height, 4, 3);
        }
    }
}
